import { linkSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobPath, partialPath, refPath, repoFolderPath, sidecarPath, snapshotPath } from './cacheLayout.ts';
import { scanCache } from './scanCache.ts';
import { COMMIT_A, COMMIT_B, etagOf, writeRef, writeRevision } from './tests/createCache.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

/** `printf '{}' | git hash-object --stdin` and `printf weights | sha256sum`. */
const EMPTY_OBJECT = '9e26dfeeb6e641a33dae4961196235bdb965b21b';
const WEIGHTS = '9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c';

const test = useTestFolder({ beforeEach, afterEach });
const OLD = new Date('2020-01-01T00:00:00Z');
const NEW = new Date('2024-05-06T07:08:09Z');

describe('scanCache', () => {
  it('lists repositories, revisions, refs and files as the layout says, each blob once in the sums', async () => {
    const folder = writeRevision(test.path, {
      repository: 'org/name',
      commit: COMMIT_A,
      refs: ['main', 'refs/pr/1'],
      files: { 'config.json': '{}', 'onnx/encoder.onnx': 'weights', 'onnx/copy.onnx': 'weights' },
    });
    writeRevision(test.path, {
      repository: 'org/name',
      commit: COMMIT_B,
      files: { 'generation_config.json': '{}', 'other.json': '{"a":1}' },
    });
    mkdirSync(join(test.path, '.locks'));
    writeFileSync(join(test.path, '.DS_Store'), '');
    writeFileSync(join(folder, 'refs', 'Thumbs.db'), 'x');
    writeFileSync(join(folder, 'snapshots', 'desktop.ini'), 'x');
    for (const etag of [etagOf('', '{}'), etagOf('', '{"a":1}')])
      utimesSync(blobPath(folder, etag), OLD, OLD);
    utimesSync(blobPath(folder, etagOf('x.bin', 'weights')), NEW, NEW);

    const scan = await scanCache({
      cacheDir: test.path,
      ledger: { getLastUsedAtMs: (name) => Promise.resolve(name === 'models--org--name' ? 77 : null) },
    });
    expect(etagOf('', '{}')).toBe(EMPTY_OBJECT);
    expect(scan).toEqual({
      cacheDir: test.path,
      repositories: [
        {
          type: 'model',
          repository: 'org/name',
          folder,
          revisions: [
            {
              commit: COMMIT_A,
              refs: ['main', 'refs/pr/1'],
              files: [
                { path: 'config.json', blob: EMPTY_OBJECT, sizeBytes: 2 },
                { path: 'onnx/copy.onnx', blob: WEIGHTS, sizeBytes: 7 },
                { path: 'onnx/encoder.onnx', blob: WEIGHTS, sizeBytes: 7 },
              ],
              sizeBytes: 9,
              modifiedAtMs: NEW.getTime(),
            },
            {
              commit: COMMIT_B,
              refs: [],
              files: [
                { path: 'generation_config.json', blob: EMPTY_OBJECT, sizeBytes: 2 },
                { path: 'other.json', blob: etagOf('', '{"a":1}'), sizeBytes: 7 },
              ],
              sizeBytes: 9,
              modifiedAtMs: OLD.getTime(),
            },
          ],
          partials: [],
          orphans: [],
          leftovers: [],
          sizeBytes: 16,
          modifiedAtMs: NEW.getTime(),
          lastUsedAtMs: 77,
          warnings: [],
        },
      ],
      warnings: [],
      sizeBytes: 16,
      partialBytes: 0,
      orphanBytes: 0,
    });
  });

  it('counts partial downloads and orphans apart from what is used', async () => {
    const folder = writeRevision(test.path, {
      repository: 'a/b',
      commit: COMMIT_A,
      files: { 'x.bin': 'used' },
    });
    const ours = partialPath(folder, WEIGHTS, '0123abcd');
    writeFileSync(ours, 'part');
    writeFileSync(sidecarPath(ours), '{}');
    writeFileSync(join(folder, 'blobs', `${WEIGHTS}.incomplete`), 'parts');
    writeFileSync(blobPath(folder, EMPTY_OBJECT), '{}');
    const scan = await scanCache({ cacheDir: test.path });
    expect([scan.sizeBytes, scan.partialBytes, scan.orphanBytes]).toEqual([4, 11, 2]);
    expect(scan.repositories[0]?.partials).toMatchObject([
      { fileName: `${WEIGHTS}.0123abcd.incomplete`, etag: WEIGHTS, tag: '0123abcd', sizeBytes: 6 },
      { fileName: `${WEIGHTS}.incomplete`, etag: WEIGHTS, tag: null, sizeBytes: 5 },
    ]);
    expect(scan.repositories[0]?.orphans).toMatchObject([{ name: EMPTY_OBJECT, sizeBytes: 2 }]);
  });

  it('reads a cache without symbolic links: content in the snapshot, or a hard link to the blob', async () => {
    const folder = writeRevision(test.path, { repository: 'a/b', commit: COMMIT_A, files: {} });
    writeFileSync(blobPath(folder, WEIGHTS), 'weights');
    linkSync(blobPath(folder, WEIGHTS), snapshotPath(folder, COMMIT_A, 'linked.bin'));
    writeFileSync(snapshotPath(folder, COMMIT_A, 'moved.json'), '{}');
    const scan = await scanCache({ cacheDir: test.path });
    expect(scan.repositories[0]?.revisions[0]?.files).toEqual([
      { path: 'linked.bin', blob: WEIGHTS, sizeBytes: 7 },
      { path: 'moved.json', blob: null, sizeBytes: 2 },
    ]);
    expect([scan.sizeBytes, scan.orphanBytes, scan.warnings]).toEqual([9, 0, []]);
  });

  it('takes an empty snapshot for valid and a folder that is not there for an empty cache', async () => {
    mkdirSync(snapshotPath(repoFolderPath(test.path, 'a/b'), COMMIT_A), { recursive: true });
    const scan = await scanCache({ cacheDir: test.path });
    expect(scan.repositories[0]?.revisions).toMatchObject([{ commit: COMMIT_A, files: [], sizeBytes: 0 }]);
    expect(scan.warnings).toEqual([]);
    expect(await scanCache({ cacheDir: join(test.path, 'none') })).toMatchObject({
      repositories: [],
      sizeBytes: 0,
    });
    writeFileSync(join(test.path, 'file'), '');
    await expect(scanCache({ cacheDir: join(test.path, 'file') })).rejects.toMatchObject({
      code: 'invalid-request',
      details: { reason: 'not-a-folder' },
    });
  });

  it('warns of each damaged entry where Python passes over the repository, and lists the rest', async () => {
    const good = { commit: COMMIT_A, refs: ['main'], files: { 'x.bin': 'good' } };
    for (const name of ['link', 'ref', 'newline', 'stray', 'outside', 'whole']) {
      writeRevision(test.path, { ...good, repository: `broken/${name}` });
    }
    const at = (name: string) => repoFolderPath(test.path, `broken/${name}`);
    rmSync(blobPath(at('link'), etagOf('x.bin', 'good')));
    writeRef(at('ref'), 'gone', COMMIT_B);
    writeFileSync(refPath(at('newline'), 'main'), `${COMMIT_A}\n`);
    writeFileSync(join(at('stray'), 'snapshots', 'file'), '');
    writeFileSync(join(test.path, '.locked'), 'elsewhere');
    symlinkSync(join(test.path, '.locked'), snapshotPath(at('outside'), COMMIT_A, 'o.bin'));
    mkdirSync(repoFolderPath(test.path, 'broken/none'));
    writeRevision(test.path, { ...good, repository: 'broken/refs', refs: [] });
    writeFileSync(join(at('refs'), 'refs'), '');
    symlinkSync('nowhere', join(test.path, 'models--dangling--link'));
    writeFileSync(join(test.path, 'models--a--file'), '');
    mkdirSync(join(test.path, 'tmp'));
    mkdirSync(join(test.path, 'buckets--a--b'));

    const scan = await scanCache({ cacheDir: test.path });
    const found = scan.warnings.map(({ path, reason }) => `${path.slice(test.path.length + 1)}: ${reason}`);
    expect(found.sort()).toEqual([
      '.locked: not-a-folder',
      'buckets--a--b: not-a-repository',
      'models--a--file: not-a-folder',
      `models--broken--link/snapshots/${COMMIT_A}/x.bin: broken-link`,
      'models--broken--newline/refs/main: ref-without-snapshot',
      'models--broken--none/snapshots: no-snapshots',
      `models--broken--outside/snapshots/${COMMIT_A}/o.bin: link-outside`,
      'models--broken--ref/refs/gone: ref-without-snapshot',
      'models--broken--refs/refs: refs-not-a-folder',
      'models--broken--stray/snapshots/file: file-in-snapshots',
      'models--dangling--link: not-a-folder',
      'tmp: not-a-repository',
    ]);
    const whole = scan.repositories.filter(({ warnings }) => warnings.length === 0);
    expect(whole.map(({ repository }) => repository)).toEqual(['broken/whole']);
    expect(scan.repositories).toHaveLength(8);
  });
});
