import { appendFileSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CachedRepository } from './cachedRepository.ts';
import { blobPath, snapshotPath, treePath } from './cacheLayout.ts';
import { type CacheLedger, openCacheLedger } from './cacheLedger.ts';
import { planRepair } from './repairPlan.ts';
import { scanCache } from './scanCache.ts';
import { COMMIT_A, COMMIT_B, etagOf, writeRevision } from './tests/createCache.ts';
import { readCache } from './tests/readCache.ts';
import { useTestFolder } from './tests/useTestFolder.ts';
import { verifyRepository, type VerifyProgress } from './verifyCache.ts';

const test = useTestFolder({ beforeEach, afterEach });
const FILES = { 'config.json': '{}', 'onnx/big.onnx': 'weights', 'sub/twin.bin': 'weights', 'x.bin': 'xxxx' };
const WEIGHTS = etagOf('big.onnx', 'weights');
let cacheDir: string;
let folder: string;
let ledger: CacheLedger;

beforeEach(() => {
  cacheDir = join(test.path, 'cache');
  ledger = openCacheLedger(join(test.path, 'ledger'));
  folder = writeRevision(cacheDir, {
    repository: 'org/name',
    commit: COMMIT_A,
    refs: ['main'],
    files: FILES,
  });
});

async function repository(): Promise<CachedRepository> {
  const [found] = (await scanCache({ cacheDir })).repositories;
  if (found === undefined) throw new Error('no repository');
  return found;
}

async function conditions(options: { readonly trustsLedger?: boolean } = {}) {
  const [revision] = await verifyRepository({ repository: await repository(), ledger, ...options });
  return Object.fromEntries((revision?.files ?? []).map(({ path, condition }) => [path, condition]));
}

describe('verifyCache', () => {
  it('finds a good revision intact, reads each content once and changes nothing', async () => {
    const before = readCache(cacheDir);
    const progress: VerifyProgress[] = [];
    const reports = await verifyRepository({
      repository: await repository(),
      ledger,
      onProgress: (value) => progress.push(value),
    });
    expect(reports).toMatchObject([{ commit: COMMIT_A, hasTree: true, isIntact: true }]);
    expect(new Set(reports[0]?.files.map(({ condition }) => condition))).toEqual(new Set(['intact']));
    expect(progress.at(-1)).toMatchObject({ checkedBytes: 13, totalBytes: 13 });
    expect(readCache(cacheDir)).toEqual(before);
    expect(Object.keys((await ledger.read('models--org--name')).verified).sort()).toEqual(
      [WEIGHTS, etagOf('x.bin', 'xxxx'), etagOf('', '{}')].sort(),
    );
  });

  it('names what is broken, gone, foreign and never downloaded, and what a repair has to fetch', async () => {
    writeFileSync(blobPath(folder, WEIGHTS), 'weighty');
    rmSync(blobPath(folder, etagOf('', '{}')));
    appendFileSync(blobPath(folder, etagOf('x.bin', 'xxxx')), 'x');
    writeFileSync(snapshotPath(folder, COMMIT_A, 'mine.txt'), 'mine');
    const tree = JSON.parse(readCache(folder)[`trees/${COMMIT_A}.json`] ?? '') as {
      files: Record<string, unknown>;
    };
    tree.files['onnx/other.onnx'] = { size: 9, blob_id: 'c'.repeat(40) };
    writeFileSync(treePath(folder, COMMIT_A), JSON.stringify(tree));

    const [revision] = await verifyRepository({ repository: await repository(), ledger });
    if (revision === undefined) throw new Error('no revision');
    expect(revision).toEqual({
      commit: COMMIT_A,
      hasTree: true,
      isIntact: false,
      files: [
        { path: 'config.json', condition: 'missing', etag: etagOf('', '{}'), sizeBytes: 2 },
        { path: 'mine.txt', condition: 'extra', etag: null, sizeBytes: 4 },
        { path: 'onnx/big.onnx', condition: 'mismatch', etag: WEIGHTS, sizeBytes: 7 },
        { path: 'onnx/other.onnx', condition: 'absent', etag: 'c'.repeat(40), sizeBytes: 9 },
        { path: 'sub/twin.bin', condition: 'mismatch', etag: WEIGHTS, sizeBytes: 7 },
        { path: 'x.bin', condition: 'mismatch', etag: etagOf('x.bin', 'xxxx'), sizeBytes: 4 },
      ],
    });
    const broken = ['config.json', 'onnx/big.onnx', 'sub/twin.bin', 'x.bin'];
    expect(planRepair(revision).files.map(({ path }) => path)).toEqual(broken);
    expect(planRepair(revision).downloadBytes).toBe(2 + 7 + 4);
    expect(planRepair(revision, (path) => path.startsWith('onnx/')).downloadBytes).toBe(2 + 7 + 4 + 9);
  });

  it('checks the names of the blobs where the list of the hub is not there or of no use', async () => {
    const good = {
      'config.json': 'intact',
      'onnx/big.onnx': 'intact',
      'sub/twin.bin': 'intact',
      'x.bin': 'intact',
    };
    rmSync(treePath(folder, COMMIT_A));
    expect(await conditions()).toEqual(good);
    writeFileSync(
      treePath(folder, COMMIT_A),
      '{"format_version":1,"files":{"../x":{"size":1,"blob_id":""}}}',
    );
    expect(await conditions()).toEqual(good);
    rmSync(blobPath(folder, WEIGHTS));
    writeFileSync(snapshotPath(folder, COMMIT_A, 'mine.txt'), 'mine');
    expect(await conditions()).toEqual({
      ...good,
      'mine.txt': 'unknown',
      'onnx/big.onnx': 'missing',
      'sub/twin.bin': 'missing',
    });
  });

  it('notices a link to the content of another file', async () => {
    rmSync(snapshotPath(folder, COMMIT_A, 'x.bin'));
    symlinkSync(join('..', '..', 'blobs', WEIGHTS), snapshotPath(folder, COMMIT_A, 'x.bin'));
    expect(await conditions()).toMatchObject({ 'x.bin': 'mismatch', 'onnx/big.onnx': 'intact' });
  });

  it('reads again only what looks changed, if it may trust its ledger, and everything if it may not', async () => {
    const blob = blobPath(folder, WEIGHTS);
    const time = new Date('2024-01-01T00:00:00Z');
    utimesSync(blob, time, time);
    await conditions();
    // The same size, time and file number: what only a full check can notice.
    writeFileSync(blob, 'w3ights');
    utimesSync(blob, time, time);
    expect(await conditions({ trustsLedger: true })).toMatchObject({ 'onnx/big.onnx': 'intact' });
    expect(await conditions()).toMatchObject({ 'onnx/big.onnx': 'mismatch' });
    expect((await ledger.read('models--org--name')).verified).not.toHaveProperty(WEIGHTS);
    expect(await conditions({ trustsLedger: true })).toMatchObject({ 'onnx/big.onnx': 'mismatch' });
    writeFileSync(blob, 'weights');
    await conditions();
    utimesSync(blob, time, new Date(time.getTime() + 1000));
    writeFileSync(blob, 'w3ights');
    expect(statSync(blob).size).toBe(7);
    expect(await conditions({ trustsLedger: true })).toMatchObject({ 'onnx/big.onnx': 'mismatch' });
  });

  it('verifies one of several revisions and stops when asked to', async () => {
    writeRevision(cacheDir, { repository: 'org/name', commit: COMMIT_B, files: { 'b.bin': 'b' } });
    const only = await verifyRepository({ repository: await repository(), ledger, commits: [COMMIT_B] });
    expect(only.map(({ commit }) => commit)).toEqual([COMMIT_B]);
    const controller = new AbortController();
    const seen: string[] = [];
    const verification = verifyRepository({
      repository: await repository(),
      ledger,
      signal: controller.signal,
      onProgress: ({ path }) => {
        seen.push(path);
        controller.abort();
      },
    });
    await expect(verification).rejects.toMatchObject({ name: 'AbortError' });
    expect(new Set(seen)).toEqual(new Set(['config.json']));
  });

  it('reports a file that cannot be read as such', async () => {
    const found = await repository();
    rmSync(blobPath(folder, WEIGHTS));
    mkdirSync(blobPath(folder, WEIGHTS));
    const [revision] = await verifyRepository({ repository: found, ledger });
    expect(revision?.files).toContainEqual({
      path: 'onnx/big.onnx',
      condition: 'unreadable',
      etag: WEIGHTS,
      sizeBytes: 7,
    });
  });
});
