import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobPath, noExistPath, partialPath, repoFolderPath, snapshotPath, treePath } from './cacheLayout.ts';
import { deleteFromCache, finishDeletions } from './deleteFromCache.ts';
import { type DeletionTarget, planDeletion, targetEverything } from './deletionPlan.ts';
import { openPendingDeletions, type PendingDeletions } from './pendingDeletions.ts';
import { scanCache } from './scanCache.ts';
import { COMMIT_A, COMMIT_B, etagOf, writeRef, writeRevision, writeSparse } from './tests/createCache.ts';
import { diskUse } from './tests/diskUse.ts';
import { readCache } from './tests/readCache.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const test = useTestFolder({ beforeEach, afterEach });
const notInUse = () => false;
let cacheDir: string;
let pending: PendingDeletions;
let folder: string;

beforeEach(() => {
  cacheDir = join(test.path, 'cache');
  pending = openPendingDeletions(join(test.path, 'data', 'pending-deletions'));
  const shared = { 'config.json': '{"shared":true}', 'onnx/shared.onnx': 'shared weights' };
  folder = writeRevision(cacheDir, {
    repository: 'org/name',
    commit: COMMIT_A,
    refs: ['main', 'refs/pr/1'],
    files: { ...shared, 'a.bin': 'a'.repeat(70_000) },
  });
  writeRevision(cacheDir, {
    repository: 'org/name',
    commit: COMMIT_B,
    files: { ...shared, 'b.bin': 'b'.repeat(50_000), 'again.bin': 'b'.repeat(50_000) },
  });
  mkdirSync(join(folder, '.no_exist', COMMIT_B), { recursive: true });
  writeFileSync(noExistPath(folder, COMMIT_B, 'added_tokens.json'), '');
  writeRevision(cacheDir, {
    repository: 'org/other',
    commit: COMMIT_A,
    refs: ['main'],
    files: { 'x.bin': 'x' },
  });
});

async function plan(...targets: DeletionTarget[]) {
  return planDeletion(await scanCache({ cacheDir }), targets);
}

describe('deleteFromCache', () => {
  it('deletes a revision and keeps what the other one shares, freeing what du sees', async () => {
    const planned = await plan({ folder, commits: [COMMIT_B] });
    const treeBytes = JSON.stringify(readTreeOf(COMMIT_B)).length;
    expect(planned).toMatchObject({
      sizeBytes: 50_000 + treeBytes,
      repositories: [{ isWhole: false, refs: [], blobs: [etagOf('b.bin', 'b'.repeat(50_000))] }],
    });
    const before = diskUse(cacheDir);
    const filesBefore = readCache(cacheDir);
    const result = await deleteFromCache(planned, { pending, isInUse: notInUse });
    expect(result).toMatchObject({ failures: [], keptBlobs: [], isComplete: true });
    expect(before - diskUse(cacheDir)).toBe(planned.diskBytes);
    expect([result.sizeBytes, result.diskBytes]).toEqual([planned.sizeBytes, planned.diskBytes]);
    const isGone = (path: string) =>
      path.includes(COMMIT_B) || path.includes(etagOf('b.bin', 'b'.repeat(50_000)));
    const expected = Object.entries(filesBefore).filter(([path]) => !isGone(path));
    expect(readCache(cacheDir)).toEqual(Object.fromEntries(expected));
    expect((await scanCache({ cacheDir })).warnings).toEqual([]);
    expect(await pending.list()).toEqual([]);
  });

  it('deletes a model with all it holds, and everything', async () => {
    writeFileSync(partialPath(folder, etagOf('b.bin', ''), '01234567'), 'part');
    const planned = await plan({ folder });
    const before = diskUse(cacheDir);
    await deleteFromCache(planned, { pending, isInUse: notInUse });
    expect(before - diskUse(cacheDir)).toBe(planned.diskBytes);
    expect(readdirSync(cacheDir).sort()).toEqual(['CACHEDIR.TAG', 'models--org--other']);
    const scan = await scanCache({ cacheDir });
    await deleteFromCache(await planDeletion(scan, targetEverything(scan)), { pending, isInUse: notInUse });
    expect(readdirSync(cacheDir)).toEqual(['CACHEDIR.TAG']);
  });

  it('counts content with several names once, and not at all while one of them stays', async () => {
    const linked = writeRevision(cacheDir, {
      repository: 'a/hard',
      commit: COMMIT_A,
      files: {},
      hasTree: false,
    });
    writeSparse(blobPath(linked, etagOf('x.bin', '1')), 1_000_000);
    linkSync(blobPath(linked, etagOf('x.bin', '1')), snapshotPath(linked, COMMIT_A, '1.bin'));
    writeFileSync(blobPath(linked, etagOf('x.bin', '2')), '22');
    linkSync(blobPath(linked, etagOf('x.bin', '2')), snapshotPath(linked, COMMIT_A, '2.bin'));
    linkSync(blobPath(linked, etagOf('x.bin', '2')), join(test.path, 'elsewhere.bin'));
    const planned = await plan({ folder: linked });
    const before = diskUse(cacheDir);
    const result = await deleteFromCache(planned, { pending, isInUse: notInUse });
    expect([planned.sizeBytes, result.sizeBytes]).toEqual([1_000_000, 1_000_000]);
    expect(existsSync(linked)).toBe(false);
    // `du` cannot know of the name elsewhere: it counts the block of that content as the cache's.
    expect(before - diskUse(cacheDir) - result.diskBytes).toBe(4096);
  });

  it('never follows a link out of the cache', async () => {
    writeFileSync(join(test.path, 'mine.txt'), 'mine');
    mkdirSync(join(test.path, 'folder'));
    writeFileSync(join(test.path, 'folder', 'mine.txt'), 'mine');
    symlinkSync(join(test.path, 'mine.txt'), snapshotPath(folder, COMMIT_A, 'link.bin'));
    symlinkSync(join(test.path, 'folder'), snapshotPath(folder, COMMIT_A, 'folder'));
    const moved = join(test.path, 'moved');
    renameSync(repoFolderPath(cacheDir, 'org/other'), moved);
    symlinkSync(moved, repoFolderPath(cacheDir, 'org/other'));
    const kept = readCache(moved);
    const scan = await scanCache({ cacheDir });
    await deleteFromCache(await planDeletion(scan, targetEverything(scan)), { pending, isInUse: notInUse });
    expect(readdirSync(cacheDir)).toEqual(['CACHEDIR.TAG']);
    expect(readCache(moved)).toEqual(kept);
    expect(readCache(join(test.path, 'folder'))).toEqual({ 'mine.txt': 'mine' });
    expect(existsSync(join(test.path, 'mine.txt'))).toBe(true);
  });

  it('refuses what is in use and what is not there, before anything changes', async () => {
    const before = readCache(cacheDir);
    const planned = await plan({ folder });
    const isInUse = (snapshot: string) => snapshot === snapshotPath(folder, COMMIT_B);
    await expect(deleteFromCache(planned, { pending, isInUse })).rejects.toMatchObject({
      code: 'model-in-use',
      details: { model: 'org/name' },
    });
    await expect(plan({ folder, commits: ['c'.repeat(40)] })).rejects.toMatchObject({ code: 'not-found' });
    await expect(plan({ folder: join(cacheDir, 'models--no--where') })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(readCache(cacheDir)).toEqual(before);
    expect(await pending.list()).toEqual([]);
  });

  it('keeps a ref that was moved on, and blobs that came into use, since the plan was made', async () => {
    const planned = await plan({ folder, commits: [COMMIT_A] });
    const commit = 'c'.repeat(40);
    writeRevision(cacheDir, {
      repository: 'org/name',
      commit,
      refs: ['main'],
      files: { 'new.bin': 'a'.repeat(70_000) },
    });
    const result = await deleteFromCache(planned, { pending, isInUse: notInUse });
    expect(result).toMatchObject({ keptBlobs: [etagOf('a.bin', 'a'.repeat(70_000))], isComplete: true });
    const scan = await scanCache({ cacheDir });
    expect(scan.warnings).toEqual([]);
    expect(scan.repositories[0]?.revisions.map((revision) => [revision.commit, revision.refs])).toEqual([
      [COMMIT_B, []],
      [commit, ['main']],
    ]);
  });

  it('goes on after a kill with what is left, however far it had come', async () => {
    const planned = await plan({ folder, commits: [COMMIT_A] });
    for (const deletion of planned.repositories) await pending.add(deletion);
    // The step that a kill is most likely to hit: out of sight, and not yet removed.
    mkdirSync(join(folder, '.earshot', 'deleted'), { recursive: true });
    renameSync(snapshotPath(folder, COMMIT_A), join(folder, '.earshot', 'deleted', 'half'));
    expect(await finishDeletions({ pending, isInUse: () => true })).toMatchObject({ isComplete: false });
    expect(existsSync(treePath(folder, COMMIT_A))).toBe(true);
    expect(await finishDeletions({ pending, isInUse: notInUse })).toMatchObject({
      failures: [],
      isComplete: true,
    });
    const scan = await scanCache({ cacheDir });
    expect(scan.repositories[0]).toMatchObject({
      revisions: [{ commit: COMMIT_B }],
      orphans: [],
      warnings: [],
    });
    expect(existsSync(treePath(folder, COMMIT_A)) || existsSync(join(folder, '.earshot'))).toBe(false);
    expect(await pending.list()).toEqual([]);
  });

  it.each([undefined, [COMMIT_A]])(
    'ends a deletion of which only the record was left (%j)',
    async (commits) => {
      const planned = await plan({ folder, ...(commits ? { commits } : {}) });
      await deleteFromCache(planned, { pending, isInUse: notInUse });
      const after = readCache(cacheDir);
      for (const deletion of planned.repositories) await pending.add(deletion);
      expect(await finishDeletions({ pending, isInUse: notInUse })).toMatchObject({
        failures: [],
        isComplete: true,
      });
      expect(readCache(cacheDir)).toEqual(after);
      expect(existsSync(join(folder, '.earshot'))).toBe(false);
      expect(await pending.list()).toEqual([]);
    },
  );

  it('passes over a record of pending deletions that would leave the cache', async () => {
    const [deletion] = (await plan({ folder })).repositories;
    const recordDir = join(test.path, 'data', 'pending-deletions');
    mkdirSync(recordDir, { recursive: true });
    const hostile = [
      { commits: ['..'] },
      { blobs: ['../x'] },
      { refs: ['a/../../x'] },
      { folder: test.path },
    ];
    hostile.forEach((change, index) => {
      writeFileSync(join(recordDir, `${index}.json`), JSON.stringify({ ...deletion, ...change }));
    });
    expect(await pending.list()).toEqual([]);
  });

  it('leaves a blob that another program is writing, where the system tells of it', async () => {
    const etag = etagOf('b.bin', 'b'.repeat(50_000));
    const lockDir = join(cacheDir, '.locks', 'models--org--name');
    mkdirSync(lockDir, { recursive: true });
    const lock = join(lockDir, `${etag}.lock`);
    const script =
      'import fcntl,sys;f=open(sys.argv[1],"w");fcntl.flock(f,2);print(1,flush=True);sys.stdin.read()';
    const holder = spawn('python3', ['-c', script, lock]);
    await once(holder.stdout, 'data');
    const result = await deleteFromCache(await plan({ folder, commits: [COMMIT_B] }), {
      pending,
      isInUse: notInUse,
    });
    holder.stdin.end();
    await once(holder, 'exit');
    expect(result.keptBlobs).toEqual(process.platform === 'linux' ? [etag] : []);
  });

  it('deletes the ref with the revision it names', async () => {
    writeRef(folder, 'v1', COMMIT_B);
    await deleteFromCache(await plan({ folder, commits: [COMMIT_B] }), { pending, isInUse: notInUse });
    expect(readdirSync(join(folder, 'refs')).sort()).toEqual(['main', 'refs']);
  });
});

function readTreeOf(commit: string): unknown {
  return JSON.parse(readCache(cacheDir)[`models--org--name/trees/${commit}.json`] ?? '');
}
