import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { blobPath } from './cacheLayout.ts';
import { finishDeletions } from './deleteFromCache.ts';
import { openPendingDeletions } from './pendingDeletions.ts';
import { scanCache } from './scanCache.ts';
import { COMMIT_A, COMMIT_B, etagOf, writeRevision } from './tests/createCache.ts';
import type { DeleteInChild } from './tests/deleteInChild.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const script = fileURLToPath(new URL('./tests/deleteInChild.ts', import.meta.url));
const test = useTestFolder({ beforeEach, afterEach });
let cacheDir: string;
let pendingDir: string;
let folder: string;

beforeEach(() => {
  cacheDir = join(test.path, 'cache');
  pendingDir = join(test.path, 'pending');
  mkdirSync(pendingDir, { recursive: true });
  folder = writeRevision(cacheDir, {
    repository: 'a/b',
    commit: COMMIT_A,
    refs: ['main'],
    files: { 'a.bin': 'aaaa' },
  });
  writeRevision(cacheDir, { repository: 'a/b', commit: COMMIT_B, files: { 'b.bin': 'bb' } });
  for (const path of [test.path, pendingDir, cacheDir, folder]) chmodSync(path, 0o777);
  for (const name of ['snapshots', 'refs', 'trees', 'blobs']) chmodSync(join(folder, name), 0o777);
});

function deleteInChild(commits?: readonly string[]): unknown {
  const task: DeleteInChild = { cacheDir, pendingDir, folder, ...(commits ? { commits } : {}) };
  const { stdout, stderr } = spawnSync(process.execPath, [script, JSON.stringify(task)], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as unknown;
}

async function finish() {
  return finishDeletions({ pending: openPendingDeletions(pendingDir), isInUse: () => false });
}

it('says what it could not remove, hides it all the same, and ends the deletion later', async () => {
  const blob = blobPath(folder, etagOf('a.bin', 'aaaa'));
  // Whose folder it is may remove a snapshot's folder; what is in another's folder, it may not.
  chmodSync(join(folder, 'blobs'), 0o755);
  chmodSync(join(folder, 'snapshots', COMMIT_A), 0o777);
  expect(deleteInChild([COMMIT_A])).toMatchObject({
    isComplete: false,
    failures: [{ path: blob, systemCode: 'EACCES' }],
  });
  const scan = await scanCache({ cacheDir });
  expect(scan.repositories[0]).toMatchObject({ revisions: [{ commit: COMMIT_B }], warnings: [] });
  expect(existsSync(blob)).toBe(true);
  expect(await finish()).toMatchObject({ isComplete: true, failures: [], sizeBytes: 4 });
  expect((await scanCache({ cacheDir })).repositories[0]).toMatchObject({ orphans: [], warnings: [] });
  expect(await openPendingDeletions(pendingDir).list()).toEqual([]);
});

it('keeps a revision whole whose snapshot cannot be taken away, blobs and all, until it can', async () => {
  chmodSync(join(folder, 'snapshots'), 0o755);
  expect(deleteInChild()).toMatchObject({ isComplete: false });
  const [kept] = (await scanCache({ cacheDir })).repositories;
  expect(kept).toMatchObject({
    revisions: [{ commit: COMMIT_A }, { commit: COMMIT_B }],
    orphans: [],
    warnings: [],
  });
  expect(kept?.sizeBytes).toBe(6);
  expect(await finish()).toMatchObject({ isComplete: true });
  expect(existsSync(folder)).toBe(false);
});
