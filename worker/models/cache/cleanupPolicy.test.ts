import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobPath, repoFolderPath, snapshotPath } from './cacheLayout.ts';
import { type CacheLedger, openCacheLedger } from './cacheLedger.ts';
import { type CleanupPolicy, planCleanup } from './cleanupPolicy.ts';
import { scanCache } from './scanCache.ts';
import { summarizeCache } from './summarizeCache.ts';
import { COMMIT_A, etagOf, writeRevision } from './tests/createCache.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const test = useTestFolder({ beforeEach, afterEach });
const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2025, 0, 31);
let ledger: CacheLedger;

/** Three models of 100 bytes, used 30, 20 and 1 days ago. */
beforeEach(async () => {
  ledger = openCacheLedger(join(test.path, 'ledger'));
  for (const [name, days] of [
    ['old', 30],
    ['older', 20],
    ['new', 1],
  ] as const) {
    const files = { 'x.bin': name.padEnd(100) };
    writeRevision(join(test.path, 'cache'), {
      repository: `a/${name}`,
      commit: COMMIT_A,
      refs: ['main'],
      files,
    });
    const lastUsedAtMs = NOW_MS - days * DAY_MS;
    await ledger.update(`models--a--${name}`, (record) => ({ ...record, lastUsedAtMs }));
  }
});

const scan = () => scanCache({ cacheDir: join(test.path, 'cache'), ledger });

async function plan(policy: CleanupPolicy, inUse = ''): Promise<readonly string[]> {
  const isInUse = (path: string) => path === inUse;
  const chosen = await planCleanup({ scan: await scan(), ledger, policy, isInUse, nowMs: NOW_MS });
  return chosen.map(({ repository, reason }) => `${repository.repository} ${reason}`);
}

describe('cleanupPolicy', () => {
  it('gives up nothing unless told to', async () => {
    expect(await plan({ budgetBytes: null, unusedDays: null })).toEqual([]);
    expect(await plan({ budgetBytes: 300, unusedDays: 30 })).toEqual([]);
  });

  it('gives up what was not used for so long, then what was used longest ago until the rest fits', async () => {
    expect(await plan({ budgetBytes: null, unusedDays: 19 })).toEqual(['a/old unused', 'a/older unused']);
    expect(await plan({ budgetBytes: 299, unusedDays: null })).toEqual(['a/old over-budget']);
    expect(await plan({ budgetBytes: 100, unusedDays: 25 })).toEqual(['a/old unused', 'a/older over-budget']);
    expect(await plan({ budgetBytes: 0, unusedDays: null })).toHaveLength(3);
  });

  it('spares pinned models and those in use', async () => {
    await ledger.update('models--a--old', (record) => ({ ...record, isPinned: true }));
    const inUse = snapshotPath(repoFolderPath(join(test.path, 'cache'), 'a/older'), COMMIT_A);
    expect(await plan({ budgetBytes: 0, unusedDays: 1 }, inUse)).toEqual(['a/new over-budget']);
  });
});

describe('summarizeCache', () => {
  it('adds up tasks and the whole, partial downloads and orphans apart', async () => {
    const folder = repoFolderPath(join(test.path, 'cache'), 'a/old');
    writeFileSync(blobPath(folder, etagOf('', 'orphan')), 'orphan');
    writeFileSync(join(folder, 'blobs', `${etagOf('', 'x')}.incomplete`), 'part');
    mkdirSync(join(test.path, 'cache', 'stray'));
    const tasksOf = (repository: string) => (repository === 'a/old' ? (['asr', 'vad'] as const) : []);
    const old = { modelCount: 1, sizeBytes: 100, partialBytes: 4, orphanBytes: 6 };
    expect(summarizeCache(await scan(), tasksOf)).toEqual({
      modelCount: 3,
      sizeBytes: 300,
      partialBytes: 4,
      orphanBytes: 6,
      warningCount: 1,
      tasks: new Map([
        [null, { modelCount: 2, sizeBytes: 200, partialBytes: 0, orphanBytes: 0 }],
        ['asr', old],
        ['vad', old],
      ]),
    });
  });
});
