import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MANIFEST_NAME } from './bundleManifest.ts';
import { blobPath, refPath } from './cacheLayout.ts';
import { type BundleProgress, exportBundle } from './exportBundle.ts';
import { importBundle } from './importBundle.ts';
import { scanCache } from './scanCache.ts';
import { createTarHeader } from './tarHeader.ts';
import { COMMIT_A, COMMIT_B, etagOf, writeRevision } from './tests/createCache.ts';
import { forgeBundle } from './tests/forgeBundle.ts';
import { readCache } from './tests/readCache.ts';
import { readModels } from './tests/readModels.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const test = useTestFolder({ beforeEach, afterEach });
const never = new AbortController().signal;
const FILES = {
  'config.json': '{}',
  'onnx/model.onnx': 'weights'.repeat(300),
  'twin.onnx': 'weights'.repeat(300),
};
const WEIGHTS = etagOf('model.onnx', FILES['twin.onnx']);
let source: string;
let target: string;
let file: string;
let folder: string;

beforeEach(() => {
  source = join(test.path, 'source');
  target = join(test.path, 'air', 'gap');
  file = join(test.path, 'models.tar');
  folder = writeRevision(source, {
    repository: 'org/name',
    commit: COMMIT_A,
    refs: ['main', 'v1'],
    files: FILES,
  });
  writeRevision(source, {
    repository: 'gpt2',
    commit: COMMIT_B,
    files: { 'b.bin': 'b', empty: '' },
    hasTree: false,
  });
});

async function exportAll(overwrite = false) {
  const scan = await scanCache({ cacheDir: source });
  const sources = scan.repositories.flatMap((repository) =>
    repository.revisions.map(({ commit }) => ({ repository, commit })),
  );
  return exportBundle({ sources, file, overwrite, signal: never });
}

async function takeIn(onProgress?: (progress: BundleProgress) => void) {
  return importBundle({ file, cacheDir: target, signal: never, ...(onProgress ? { onProgress } : {}) });
}

describe('a bundle of models', () => {
  it('brings models to another computer as they were', async () => {
    const exported = await exportAll();
    expect(exported).toMatchObject({ file, blobCount: 4, sizeBytes: readFileSync(file).length });
    const progress: BundleProgress[] = [];
    const imported = await takeIn((value) => progress.push(value));
    expect(imported).toEqual({
      revisions: [
        { type: 'model', repository: 'gpt2', commit: COMMIT_B, newerCommit: null },
        { type: 'model', repository: 'org/name', commit: COMMIT_A, newerCommit: null },
      ],
      addedBytes: 2 + 1 + FILES['twin.onnx'].length,
    });
    const total = 2 * imported.addedBytes;
    expect(progress.at(-1)).toEqual({ doneBytes: total, totalBytes: total });
    expect(readModels(target)).toEqual(readModels(source));
    expect((await scanCache({ cacheDir: target })).warnings).toEqual([]);
    expect((await takeIn()).addedBytes).toBe(0);
    expect(readModels(target)).toEqual(readModels(source));
  });

  it('is a tar file that other programs read, and the same bytes every time', async () => {
    await exportAll();
    const first = readFileSync(file);
    const listing = execFileSync('tar', ['tf', file], { encoding: 'utf8' }).trim().split('\n');
    const blobs = [etagOf('', '{}'), WEIGHTS, etagOf('b.bin', 'b'), etagOf('', '')].sort();
    expect(listing).toEqual([MANIFEST_NAME, ...blobs.map((etag) => `blobs/${etag}`)]);
    expect(execFileSync('tar', ['xOf', file, `blobs/${WEIGHTS}`], { encoding: 'utf8' })).toBe(
      FILES['twin.onnx'],
    );
    await expect(exportAll()).rejects.toMatchObject({ code: 'export-failed', details: { reason: 'exists' } });
    await exportAll(true);
    expect(readFileSync(file).equals(first)).toBe(true);
  });

  it('writes sizes of 8 GiB and more as tar programs do', () => {
    writeFileSync(file, Buffer.concat([createTarHeader('blobs/large', 20_000_000_000), Buffer.alloc(1024)]));
    const listing = execFileSync('sh', ['-c', 'tar tvf "$0" 2>/dev/null || true', file], {
      encoding: 'utf8',
    });
    expect(listing).toContain(' 20000000000 ');
  });

  const writeOther = () =>
    writeRevision(target, {
      repository: 'org/name',
      commit: COMMIT_B,
      refs: ['main', 'v0'],
      files: { 'b.bin': 'b' },
    });

  it('does not take the place of a newer revision, and is taken in beside it', async () => {
    await exportAll();
    const newer = writeOther();
    const { revisions } = await takeIn();
    expect(revisions.map(({ commit, newerCommit }) => [commit, newerCommit])).toEqual([
      [COMMIT_B, null],
      [COMMIT_A, COMMIT_B],
    ]);
    const listRefs = async () =>
      (await scanCache({ cacheDir: target })).repositories[1]?.revisions.map(({ refs }) => refs);
    expect(await listRefs()).toEqual([['v1'], ['main', 'v0']]);
    // Nor once it was seen at that time: what is newer is known on the way back, too.
    expect((await takeIn()).revisions.map(({ newerCommit }) => newerCommit)).toEqual([null, COMMIT_B]);
    // What is newer and of no use is in nobody's way.
    rmSync(blobPath(newer, etagOf('b.bin', 'b')));
    expect((await takeIn()).revisions.map(({ newerCommit }) => newerCommit)).toEqual([null, null]);
    expect(await listRefs()).toEqual([['main', 'v1'], ['v0']]);
  });

  it('brings the time of a ref along, and leaves one alone where it has no time', async () => {
    utimesSync(refPath(folder, 'main'), 1000, 1000);
    await exportAll();
    await takeIn();
    const imported = refPath(join(target, 'models--org--name'), 'main');
    expect(statSync(imported).mtimeMs).toBe(1_000_000);
    forgeBundle(file, ({ repositories, ...rest }) => ({
      ...rest,
      repositories: repositories.map((entry) => ({ ...entry, commit: COMMIT_B, refTimesMs: undefined })),
    }));
    expect((await takeIn()).revisions.map(({ newerCommit }) => newerCommit)).toEqual([null, COMMIT_A]);
  });

  it('takes no time of a ref that is to come, which would make it the newest for good', async () => {
    await exportAll();
    forgeBundle(file, ({ repositories, ...rest }) => ({
      ...rest,
      repositories: repositories.map((entry) => ({
        ...entry,
        refTimesMs: Object.fromEntries(entry.refs.map((ref) => [ref, Date.UTC(2100)])),
      })),
    }));
    await takeIn();
    const imported = refPath(join(target, 'models--org--name'), 'main');
    expect(statSync(imported).mtimeMs).toBeLessThanOrEqual(Date.now());
  });

  it('adds to what is there, mends a damaged blob and moves refs last', async () => {
    await exportAll();
    const older = writeOther();
    for (const ref of ['main', 'v0']) utimesSync(refPath(older, ref), 1000, 1000);
    writeFileSync(
      blobPath(join(target, 'models--org--name'), WEIGHTS),
      'x'.repeat(FILES['twin.onnx'].length),
    );
    await takeIn();
    const scan = await scanCache({ cacheDir: target });
    expect(scan.warnings).toEqual([]);
    expect(scan.repositories[1]?.revisions.map(({ commit, refs }) => [commit, refs])).toEqual([
      [COMMIT_A, ['main', 'v1']],
      [COMMIT_B, ['v0']],
    ]);
    expect(readModels(target)).toMatchObject(readModels(source));
  });

  it('is not made of damaged or missing content, and leaves no part of itself', async () => {
    writeFileSync(blobPath(folder, WEIGHTS), 'w3ights'.repeat(300));
    await expect(exportAll()).rejects.toMatchObject({
      code: 'model-incompatible',
      details: { reason: 'damaged' },
    });
    writeFileSync(blobPath(folder, WEIGHTS), 'too long'.repeat(300));
    await expect(exportAll()).rejects.toMatchObject({ code: 'model-incompatible' });
    rmSync(blobPath(folder, WEIGHTS));
    await expect(exportAll()).rejects.toMatchObject({
      code: 'model-incompatible',
      // Two names of one content; which comes first is the file system's affair.
      details: { file: expect.stringMatching(/(onnx\/model|twin)\.onnx$/) },
    });
    expect(readdirSync(test.path)).toEqual(['source']);
  });

  it.runIf(process.platform !== 'win32')(
    'takes the place of no pipe or device, whatever it is told',
    async () => {
      execFileSync('mkfifo', [file]);
      for (const overwrite of [false, true]) {
        await expect(exportAll(overwrite)).rejects.toMatchObject({
          code: 'export-failed',
          details: { path: file, content: 'models', reason: 'not-a-file' },
        });
      }
      expect(statSync(file).isFIFO()).toBe(true);
    },
  );

  it('stops when it is asked to and leaves no part behind', async () => {
    await exportAll();
    const controller = new AbortController();
    const importing = importBundle({
      file,
      cacheDir: target,
      signal: controller.signal,
      onProgress: ({ doneBytes, totalBytes }) => {
        if (doneBytes > totalBytes / 2) controller.abort();
      },
    });
    await expect(importing).rejects.toMatchObject({ name: 'AbortError' });
    const left = Object.keys(readCache(target));
    expect(left.filter((path) => /\.earshot|snapshots|refs/.test(path))).toEqual([]);
    await takeIn();
    expect(readModels(target)).toEqual(readModels(source));
  });
});
