import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMIT_B, writeRevision } from '../../models/cache/tests/createCache.ts';
import { forgeBundle } from '../../models/cache/tests/forgeBundle.ts';
import { failure } from './tests/failure.ts';
import { readModels } from '../../models/cache/tests/readModels.ts';
import { writeTestModel } from './tests/testModel.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach, writeModels: writeTestModel });
const { openCache } = test;

describe('bundles', () => {
  const bundle = () => join(test.path, 'models.tar');
  const write = (overwrite = false) => ({
    kind: 'export-models' as const,
    modelIds: ['org/name', 'org/name@main'],
    file: bundle(),
    overwrite,
  });

  it('carry models to a computer without a network', async () => {
    writeRevision(test.cacheDir, { repository: 'org/loose', commit: COMMIT_B, files: { 'x.bin': 'x' } });
    const from = await openCache();
    const exported = await from.run({ ...write(), modelIds: ['org/name', 'org/loose'] });
    expect(exported).toMatchObject({ status: 'completed', result: { file: bundle() } });
    const far = await openCache({ dataDir: join(test.path, 'far') });
    expect(await far.run({ kind: 'import-models', file: bundle() })).toMatchObject({
      status: 'completed',
      progress: { fraction: 1 },
      result: { modelIds: ['org/name', 'org/loose'], addedBytes: 5010 },
    });
    expect(readModels(far.cache.location().path)).toEqual(readModels(test.cacheDir));
    // It has no ref, and was wanted all the same.
    expect(await far.cache.ledger.read('models--org--loose')).toMatchObject({ keptCommits: [COMMIT_B] });
    expect(await far.cache.ledger.read('models--org--name')).toMatchObject({ keptCommits: [] });
  });

  it('are not written over unless that was asked for', async () => {
    const { run } = await openCache();
    expect(await run(write())).toMatchObject({ status: 'completed' });
    expect(failure(await run({ ...write(), modelIds: ['org/name'] }))).toMatchObject({
      code: 'export-failed',
      details: { reason: 'exists' },
    });
    expect(await run(write(true))).toMatchObject({ status: 'completed' });
    expect(failure(await run({ ...write(true), modelIds: ['org/none'] }))).toMatchObject({
      code: 'not-found',
    });
  });

  it('are refused where no file can be written, and nothing is left there', async () => {
    const { run } = await openCache();
    writeFileSync(bundle(), 'mine');
    for (const [file, overwrite, reason] of [
      [test.cacheDir, false, 'is-folder'],
      [test.cacheDir, true, 'is-folder'],
      [join(test.path, 'none', 'models.tar'), false, 'no-folder'],
      [join(bundle(), 'models.tar'), true, 'no-folder'],
      [join(test.path, 'x'.repeat(300)), false, 'ENAMETOOLONG'],
    ] as const) {
      const before = readdirSync(test.path);
      expect(failure(await run({ ...write(overwrite), file }))).toMatchObject({
        code: 'export-failed',
        details: { path: file, content: 'models', reason },
      });
      expect(readdirSync(test.path)).toEqual(before);
    }
  });

  it('that are hostile are refused before anything is written', async () => {
    const { run } = await openCache();
    await run(write());
    forgeBundle(bundle(), (manifest) => ({
      ...manifest,
      repositories: manifest.repositories.map((repository) => ({
        ...repository,
        tree: null,
        files: repository.files.map((file) => ({ ...file, path: `../../../../${file.path}` })),
      })),
    }));
    const far = await openCache({ dataDir: join(test.path, 'far') });
    expect(failure(await far.run({ kind: 'import-models', file: bundle() }))).toMatchObject({
      code: 'bundle-damaged',
      details: { reason: 'unsafe' },
    });
    expect(existsSync(far.cache.location().path)).toBe(false);
  });
});
