import { existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  blobPath,
  partialPath,
  privatePath,
  repoFolderPath,
  sidecarPath,
  snapshotPath,
} from './cacheLayout.ts';
import { type CacheLedger, openCacheLedger } from './cacheLedger.ts';
import { finishDeletions } from './deleteFromCache.ts';
import { openPendingDeletions } from './pendingDeletions.ts';
import { planPrune, pruneCache } from './pruneCache.ts';
import { scanCache } from './scanCache.ts';
import { COMMIT_A, COMMIT_B, etagOf, writeRevision } from './tests/createCache.ts';
import { diskUse } from './tests/diskUse.ts';
import { readCache } from './tests/readCache.ts';
import { shareBlob, xetHashOf } from './tests/shareBlob.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const test = useTestFolder({ beforeEach, afterEach });
const HOUR_MS = 3_600_000;
const TAG = '0a1b2c3d';
const ETAG = etagOf('x.bin', 'partial');
let cacheDir: string;
let ledger: CacheLedger;

beforeEach(() => {
  cacheDir = join(test.path, 'cache');
  ledger = openCacheLedger(join(test.path, 'ledger'));
});

async function plan(options: Partial<Parameters<typeof planPrune>[0]> = {}) {
  return planPrune({
    scan: await scanCache({ cacheDir }),
    ledger,
    partialTag: TAG,
    isPartialOwned: () => false,
    isInUse: () => false,
    nowMs: Date.now() + 2 * HOUR_MS,
    ...options,
  });
}

describe('pruneCache', () => {
  it('removes exactly what nobody needs, after saying so', async () => {
    const files = { 'config.json': '{}', 'a.bin': 'aaaa' };
    const folder = writeRevision(cacheDir, {
      repository: 'org/name',
      commit: COMMIT_A,
      refs: ['main'],
      files,
    });
    const old = { 'config.json': '{}', 'b.bin': 'bbb' };
    writeRevision(cacheDir, { repository: 'org/name', commit: COMMIT_B, files: old, hasTree: false });
    const ours = partialPath(folder, ETAG, TAG);
    writeFileSync(ours, 'part');
    writeFileSync(sidecarPath(ours), '{}');
    writeFileSync(partialPath(folder, ETAG, 'ffffffff'), 'theirs');
    writeFileSync(blobPath(folder, etagOf('', 'orphan')), 'orphan');

    mkdirSync(privatePath(folder, 'damaged', 'half'), { recursive: true });
    writeFileSync(privatePath(folder, 'damaged', 'half', 'x'), 'cut off');
    mkdirSync(privatePath(folder, 'locks'));
    writeFileSync(privatePath(folder, 'locks', 'lasting'), '');

    const before = readCache(cacheDir);
    const found = await plan();
    expect(found.items).toEqual([
      { kind: 'revision', repository: 'org/name', name: COMMIT_B, sizeBytes: 5 },
      { kind: 'partial', repository: 'org/name', name: `${ETAG}.${TAG}.incomplete`, sizeBytes: 6 },
      { kind: 'orphan', repository: 'org/name', name: etagOf('', 'orphan'), sizeBytes: 6 },
      { kind: 'leftover', repository: 'org/name', name: join('damaged', 'half'), sizeBytes: 7 },
    ]);
    expect(found.deletion.sizeBytes).toBe(3 + 6 + 6 + 7);
    expect(readCache(cacheDir)).toEqual(before);

    const used = diskUse(cacheDir);
    const pending = openPendingDeletions(join(test.path, 'pending'));
    await pruneCache(found, { pending, isInUse: () => false });
    expect(used - diskUse(cacheDir)).toBe(found.deletion.diskBytes);
    rmSync(partialPath(folder, ETAG, 'ffffffff'));
    expect((await scanCache({ cacheDir })).repositories).toMatchObject([
      { revisions: [{ commit: COMMIT_A }], partials: [], orphans: [], warnings: [] },
    ]);
    expect((await plan()).items).toEqual([]);
  });

  it('keeps what is young, in use, owned, or was asked for or chosen by its commit', async () => {
    const folder = writeRevision(cacheDir, {
      repository: 'org/name',
      commit: COMMIT_A,
      files: { 'a.bin': 'a' },
    });
    writeFileSync(partialPath(folder, ETAG, TAG), 'part');
    writeFileSync(blobPath(folder, etagOf('', 'orphan')), 'orphan');
    const kinds = async (options: Parameters<typeof plan>[0]) =>
      (await plan(options)).items.map(({ kind }) => kind);
    expect(await kinds({})).toEqual(['revision', 'partial', 'orphan']);
    // Files keep their times when they are copied or moved into a cache: only the system knows when that was.
    utimesSync(blobPath(folder, etagOf('a.bin', 'a')), 0, 0);
    utimesSync(snapshotPath(folder, COMMIT_A), 0, 0);
    expect(await kinds({ nowMs: Date.now() })).toEqual(['partial']);
    expect(await kinds({ isPartialOwned: (path) => path === partialPath(folder, ETAG, TAG) })).toEqual([
      'revision',
      'orphan',
    ]);
    expect(await kinds({ isInUse: (path) => path === snapshotPath(folder, COMMIT_A) })).toEqual([
      'partial',
      'orphan',
    ]);
    await ledger.update('models--org--name', (record) => ({ ...record, keptCommits: [COMMIT_A] }));
    expect(await kinds({})).toEqual(['partial', 'orphan']);
    await ledger.update('models--org--name', (record) => ({
      ...record,
      keptCommits: [],
      usedCommit: COMMIT_A,
    }));
    expect(await kinds({})).toEqual(['partial', 'orphan']);
  });

  it('removes a repository without anything left, but not one with the partial download of another program', async () => {
    for (const repository of ['org/empty', 'org/busy']) {
      writeRevision(cacheDir, { repository, commit: COMMIT_A, files: { 'a.bin': 'a' } });
    }
    const theirs = join(repoFolderPath(cacheDir, 'org/busy'), 'blobs', `${ETAG}.incomplete`);
    writeFileSync(theirs, 'theirs');
    const pending = openPendingDeletions(join(test.path, 'pending'));
    await pruneCache(await plan(), { pending, isInUse: () => false });
    expect(readCache(cacheDir)).toEqual({
      'CACHEDIR.TAG': expect.any(String) as string,
      [`models--org--busy/blobs/${ETAG}.incomplete`]: 'theirs',
    });
  });

  it('removes shared content to which no link is left, in whatever kind of repository', async () => {
    const files = { 'config.json': '{}', 'a.bin': 'a'.repeat(70_000), 'b.bin': 'b'.repeat(9000) };
    const write = (repository: string) =>
      writeRevision(cacheDir, { repository, commit: COMMIT_A, refs: ['main'], files });
    const [a, b] = [etagOf('a.bin', files['a.bin']), etagOf('b.bin', files['b.bin'])];
    const folders = [write('org/first'), write('org/second')];
    for (const etag of [a, b]) for (const folder of folders) shareBlob(folder, etag);
    // Somebody who knows nothing of the store has removed all that led to one of the contents.
    for (const folder of folders) {
      rmSync(blobPath(folder, a));
      rmSync(snapshotPath(folder, COMMIT_A, 'a.bin'));
    }
    renameSync(join(cacheDir, 'models--org--first'), join(cacheDir, 'datasets--org--first'));
    rmSync(join(cacheDir, 'models--org--second'), { recursive: true });

    expect((await plan({ nowMs: Date.now() })).items).toEqual([]);
    const found = await plan();
    expect(found.items).toEqual([
      { kind: 'orphan', repository: null, name: xetHashOf(a), sizeBytes: 70_000 },
    ]);
    const used = diskUse(cacheDir);
    const pending = openPendingDeletions(join(test.path, 'pending'));
    const result = await pruneCache(found, { pending, isInUse: () => false });
    expect(result).toMatchObject({ diskBytes: found.deletion.diskBytes, isComplete: true });
    expect(used - diskUse(cacheDir)).toBe(result.diskBytes);
    expect(result.diskBytes).toBeGreaterThanOrEqual(70_000);
    expect(await pending.list()).toEqual([]);
    expect(await scanCache({ cacheDir })).toMatchObject({ sizeBytes: 9002, orphanBytes: 0, warnings: [] });
    expect((await plan()).items).toEqual([]);
  });

  it('keeps shared content that was linked again since it was found, and goes on after a kill', async () => {
    const files = { 'a.bin': 'a'.repeat(70_000) };
    const etag = etagOf('a.bin', files['a.bin']);
    const write = () =>
      writeRevision(cacheDir, { repository: 'org/name', commit: COMMIT_A, refs: ['main'], files });
    const content = shareBlob(write(), etag);
    rmSync(join(cacheDir, 'models--org--name'), { recursive: true });
    const found = await plan();
    const pending = openPendingDeletions(join(test.path, 'pending'));
    for (const deletion of found.deletion.repositories) await pending.add(deletion);

    shareBlob(write(), etag);
    expect((await pruneCache(found, { pending, isInUse: () => false })).fileCount).toBe(0);
    expect(existsSync(content)).toBe(true);

    rmSync(join(cacheDir, 'models--org--name'), { recursive: true });
    for (const deletion of found.deletion.repositories) await pending.add(deletion);
    await finishDeletions({ pending, isInUse: () => false });
    expect(existsSync(content)).toBe(false);
    expect(await pending.list()).toEqual([]);
  });

  it('does not take the blobs of a damaged repository for orphans', async () => {
    const folder = writeRevision(cacheDir, {
      repository: 'a/b',
      commit: COMMIT_A,
      refs: ['main'],
      files: { x: 'x' },
    });
    writeFileSync(blobPath(folder, etagOf('', 'orphan')), 'orphan');
    rmSync(snapshotPath(folder, COMMIT_A), { recursive: true });
    expect((await plan()).items).toEqual([]);
  });
});
