import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportBundle } from './exportBundle.ts';
import { importBundle } from './importBundle.ts';
import { openCacheLedger } from './cacheLedger.ts';
import { openPendingDeletions } from './pendingDeletions.ts';
import { planPrune, pruneCache } from './pruneCache.ts';
import { scanCache } from './scanCache.ts';
import { COMMIT_A, writeRevision } from './tests/createCache.ts';
import { readModels } from './tests/readModels.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const script = fileURLToPath(new URL('./tests/importInChild.ts', import.meta.url));
const test = useTestFolder({ beforeEach, afterEach });

it('leaves nothing that passes for a model when it is killed, and is made whole by another import', async () => {
  const [source, target, file] = [join(test.path, 'a'), join(test.path, 'b'), join(test.path, 'models.tar')];
  const files = { 'config.json': '{}', 'x.bin': 'x', 'y.bin': 'yy' };
  writeRevision(source, { repository: 'org/name', commit: COMMIT_A, refs: ['main'], files });
  const { repositories } = await scanCache({ cacheDir: source });
  const sources = repositories.map((repository) => ({ repository, commit: COMMIT_A }));
  const signal = new AbortController().signal;
  await exportBundle({ sources, file, overwrite: false, signal });

  const inChild = (killAt: number) =>
    spawnSync(process.execPath, [script, file, target, String(killAt)]).signal;
  const leftovers: number[] = [];
  for (let killAt = 1; inChild(killAt) === 'SIGKILL'; killAt += 1) {
    const scan = await scanCache({ cacheDir: target });
    expect(scan.warnings).toEqual([]);
    expect(scan.repositories.flatMap(({ revisions }) => revisions)).toEqual([]);
    leftovers.push(scan.repositories[0]?.leftovers.length ?? 0);
    await importBundle({ file, cacheDir: target, signal });
    const plan = await planPrune({
      scan: await scanCache({ cacheDir: target }),
      ledger: openCacheLedger(join(test.path, 'ledger')),
      partialTag: '0a1b2c3d',
      isPartialOwned: () => false,
      isInUse: () => false,
      nowMs: Date.now() + 10_000_000,
    });
    const pending = openPendingDeletions(join(test.path, 'pending'));
    await pruneCache(plan, { pending, isInUse: () => false });
    expect(readModels(target)).toEqual(readModels(source));
    rmSync(target, { recursive: true });
  }
  // Three blobs are read to be checked, then written: only in the second half can something be left.
  expect(leftovers).toEqual([0, 0, 0, 1, 1, 1]);
});
