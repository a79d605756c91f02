import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobPath, repoFolderPath, snapshotPath } from './cacheLayout.ts';
import { openCacheLedger } from './cacheLedger.ts';
import { deleteFromCache, finishDeletions } from './deleteFromCache.ts';
import { type DeletionTarget, planDeletion, targetEverything } from './deletionPlan.ts';
import { exportBundle } from './exportBundle.ts';
import { moveCache } from './moveCache.ts';
import { openPendingDeletions, type PendingDeletions } from './pendingDeletions.ts';
import { scanCache } from './scanCache.ts';
import { summarizeCache } from './summarizeCache.ts';
import { COMMIT_A, COMMIT_B, etagOf, writeRevision } from './tests/createCache.ts';
import { diskUse } from './tests/diskUse.ts';
import { readCache } from './tests/readCache.ts';
import { shareBlob, xetHashOf } from './tests/shareBlob.ts';
import { useTestFolder } from './tests/useTestFolder.ts';
import { verifyRepository } from './verifyCache.ts';

const test = useTestFolder({ beforeEach, afterEach });
const WEIGHTS = 'w'.repeat(70_000);
const ETAG = etagOf('x.bin', WEIGHTS);
const NOT_IN_USE = { isInUse: () => false };
let cacheDir: string;
let pending: PendingDeletions;
let first: string;
let second: string;
let content: string;

/** Two repositories with the same weights, which are in the store, and a small file each. */
beforeEach(() => {
  cacheDir = join(test.path, 'cache');
  pending = openPendingDeletions(join(test.path, 'data', 'pending'));
  const write = (repository: string, commit: string, files: Readonly<Record<string, string>>) =>
    writeRevision(cacheDir, { repository, commit, refs: ['main'], files });
  first = write('org/first', COMMIT_A, { 'config.json': '{}', 'model.onnx': WEIGHTS });
  second = write('org/second', COMMIT_A, { 'config.json': '{"a":1}', 'weights.bin': WEIGHTS });
  content = shareBlob(first, ETAG);
  shareBlob(second, ETAG);
});

const scan = () => scanCache({ cacheDir });

async function remove(...targets: readonly DeletionTarget[]) {
  const planned = await planDeletion(await scan(), targets);
  const before = diskUse(cacheDir);
  const result = await deleteFromCache(planned, { pending, ...NOT_IN_USE });
  expect([result.failures, result.isComplete]).toEqual([[], true]);
  expect([planned.sizeBytes, planned.diskBytes]).toEqual([result.sizeBytes, result.diskBytes]);
  expect(before - diskUse(cacheDir)).toBe(result.diskBytes);
  return planned;
}

async function conditions(folder: string): Promise<Record<string, string>> {
  const repository = (await scan()).repositories.find((found) => found.folder === folder);
  if (repository === undefined) throw new Error('no repository');
  const ledger = openCacheLedger(join(test.path, 'ledger'));
  const [revision] = await verifyRepository({ repository, ledger });
  return Object.fromEntries((revision?.files ?? []).map(({ path, condition }) => [path, condition]));
}

describe('content that repositories share', () => {
  it('is counted with each of them, and once in all', async () => {
    const found = await scan();
    expect(found.warnings).toEqual([]);
    expect(found.repositories.map(({ sizeBytes }) => sizeBytes)).toEqual([70_002, 70_007]);
    expect([found.sizeBytes, found.orphanBytes]).toEqual([70_009, 0]);
    const { sizeBytes, tasks } = summarizeCache(found, (name) => (name === 'org/first' ? ['asr'] : ['vad']));
    expect([sizeBytes, tasks.get('asr')?.sizeBytes, tasks.get('vad')?.sizeBytes]).toEqual([
      70_009, 70_002, 70_007,
    ]);
  });

  it('is checked by the hash of the file it stands for', async () => {
    expect(await conditions(first)).toEqual({ 'config.json': 'intact', 'model.onnx': 'intact' });
    writeFileSync(content, 'v'.repeat(70_000));
    expect(await conditions(second)).toEqual({ 'config.json': 'intact', 'weights.bin': 'mismatch' });
  });

  it('stays until its last link is deleted, and frees what was said', async () => {
    expect((await remove({ folder: first })).sizeBytes).toBeLessThan(1000);
    expect(readFileSync(snapshotPath(second, COMMIT_A, 'weights.bin'), 'utf8')).toBe(WEIGHTS);
    expect((await remove({ folder: second })).sizeBytes).toBeGreaterThan(70_000);
    expect([existsSync(content), existsSync(`${content}.refs`)]).toEqual([false, false]);
    expect(await scan()).toMatchObject({ repositories: [], warnings: [], sizeBytes: 0, orphanBytes: 0 });
  });

  it('goes with all its links at once, and with a revision', async () => {
    writeRevision(cacheDir, { repository: 'org/second', commit: COMMIT_B, files: { 'b.bin': 'b' } });
    const planned = await remove({ folder: first }, { folder: second, commits: [COMMIT_A] });
    expect(planned.sizeBytes).toBeGreaterThan(70_000);
    expect(existsSync(content)).toBe(false);
    expect((await scan()).repositories.map(({ repository }) => repository)).toEqual(['org/second']);
  });

  it('that nothing uses is counted as such, and goes with the orphan that is a link to it', async () => {
    rmSync(first, { recursive: true });
    rmSync(snapshotPath(second, COMMIT_A, 'weights.bin'));
    expect(await scan()).toMatchObject({ sizeBytes: 7, orphanBytes: 70_000, warnings: [] });
    const { sizeBytes } = await remove({ folder: second, commits: [], orphans: [ETAG] });
    expect(sizeBytes).toBe(70_000 + manifestBytes);
    expect(existsSync(content)).toBe(false);
  });

  it('stays for repositories of a kind that nobody here knows', async () => {
    renameSync(second, join(cacheDir, 'buckets--org--second'));
    expect((await remove({ folder: first })).sizeBytes).toBeLessThan(1000);
    expect(readFileSync(content, 'utf8')).toBe(WEIGHTS);
  });

  it('is deleted also when a kill came between its last link and it', async () => {
    const { repositories } = await planDeletion(await scan(), targetEverything(await scan()));
    for (const deletion of repositories) await pending.add(deletion);
    rmSync(first, { recursive: true });
    rmSync(second, { recursive: true });
    expect(await finishDeletions({ pending, ...NOT_IN_USE })).toMatchObject({ isComplete: true });
    expect(existsSync(content)).toBe(false);
    expect(await pending.list()).toEqual([]);
  });

  it('is left alone while another program has its lock, where the system tells of it', async () => {
    const holder = spawn('flock', [`${content}.lock`, '-c', 'echo held; read _'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    const planned = await planDeletion(await scan(), targetEverything(await scan()));
    await deleteFromCache(planned, { pending, ...NOT_IN_USE });
    expect(existsSync(content)).toBe(true);
    holder.stdin.end();
    await once(holder, 'exit');
  });
});

/** Of the manifest that goes with the content: a line for each link. */
const manifestBytes =
  `models--org--first/blobs/${ETAG}\n`.length + `models--org--second/blobs/${ETAG}\n`.length;

describe('a link that leads elsewhere', () => {
  /** The right content, so that only being outside can be what is wrong with it. */
  let elsewhere: string;
  beforeEach(() => {
    elsewhere = join(test.path, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'mine'), WEIGHTS);
  });

  const prefix = () => dirname(content);
  it.each([
    ['from the blob', () => relink(blobPath(first, ETAG), join(elsewhere, 'mine'))],
    ['from the store', () => relink(content, join(elsewhere, 'mine'))],
    [
      'from a folder of the store',
      () => {
        renameSync(prefix(), join(elsewhere, 'prefix'));
        symlinkSync(join(elsewhere, 'prefix'), prefix());
      },
    ],
    [
      'from the place of the store',
      () => {
        renameSync(join(cacheDir, 'blobs'), join(elsewhere, 'store'));
        symlinkSync(join(elsewhere, 'store'), join(cacheDir, 'blobs'));
      },
    ],
    [
      'into a folder that is marked as no store',
      () => rmSync(join(cacheDir, 'blobs', '.huggingface-shared-blobs')),
    ],
    [
      'out of its place in the store',
      () => relink(blobPath(first, ETAG), join('..', '..', 'blobs', 'x', xetHashOf(ETAG)), true),
    ],
  ])('%s is said so, not counted, not read and not deleted', async (_what, mislead) => {
    mislead();
    const before = readCache(elsewhere);
    const found = await scan();
    const repository = found.repositories.find(({ folder }) => folder === first);
    expect(repository?.sizeBytes).toBe(2);
    expect(repository?.warnings.map(({ path, reason }) => [path, reason])).toContainEqual([
      blobPath(first, ETAG),
      'link-outside',
    ]);
    expect((await conditions(first))['model.onnx']).toBe('unreadable');
    if (repository === undefined) throw new Error('no repository');
    const bundle = exportBundle({
      sources: [{ repository, commit: COMMIT_A }],
      file: join(test.path, 'models.earshot'),
      overwrite: false,
      signal: new AbortController().signal,
    });
    await expect(bundle).rejects.toMatchObject({ details: { reason: 'damaged' } });
    const planned = await planDeletion(found, targetEverything(found));
    await deleteFromCache(planned, { pending, ...NOT_IN_USE });
    expect(existsSync(first)).toBe(false);
    expect(readCache(elsewhere)).toEqual(before);
  });
});

/** Replaces a file by a link; `isReachable` also puts the right content where it leads. */
function relink(path: string, target: string, isReachable = false): void {
  rmSync(path);
  symlinkSync(target, path);
  if (!isReachable) return;
  const place = join(dirname(path), target);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, WEIGHTS);
}

describe('moveCache', () => {
  const move = (to: string) =>
    moveCache({
      from: cacheDir,
      to,
      dataDir: join(test.path, 'data'),
      partialTag: '0a1b2c3d',
      switchTo: () => Promise.resolve(),
    });

  it('takes shared content along as files of one content, and leaves nothing of the store', async () => {
    const to = join(test.path, 'new');
    expect(await move(to)).toMatchObject({ outcome: 'moved', leftBehind: [], damaged: [] });
    expect(existsSync(cacheDir)).toBe(false);
    const [a, b] = ['org/first', 'org/second'].map((name) =>
      lstatSync(blobPath(repoFolderPath(to, name), ETAG)),
    );
    expect([a?.isFile(), b?.isFile(), a?.ino]).toEqual([true, true, b?.ino]);
    expect(await scanCache({ cacheDir: to })).toMatchObject({ warnings: [], repositories: [{}, {}] });
    expect(
      readFileSync(snapshotPath(repoFolderPath(to, 'org/second'), COMMIT_A, 'weights.bin'), 'utf8'),
    ).toBe(WEIGHTS);
  });

  it('leaves the shared content that is in the new place already', async () => {
    const other = join(test.path, 'other');
    const files = { 'config.json': '{}', 'model.onnx': WEIGHTS };
    writeRevision(other, { repository: 'org/first', commit: COMMIT_A, files });
    expect(await moveInto(other)).toMatchObject({ outcome: 'moved', leftBehind: [] });
    expect(existsSync(content)).toBe(true);
    expect(lstatSync(blobPath(first, ETAG)).isSymbolicLink()).toBe(true);
    expect(await conditions(first)).toEqual({ 'config.json': 'intact', 'model.onnx': 'intact' });
  });

  const moveInto = (from: string) =>
    moveCache({
      from,
      to: cacheDir,
      dataDir: join(test.path, 'data'),
      partialTag: '0a1b2c3d',
      switchTo: () => Promise.resolve(),
    });
});
