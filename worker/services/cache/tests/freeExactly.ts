import { strict as assert } from 'node:assert';
import type { FreedReport } from '../../../contract/index.ts';
import { diskUse } from '../../../models/cache/tests/diskUse.ts';

/** Previews a deletion and carries it out. Throws unless it frees what it says before and after, by the count of `du`. */
export async function freeExactly(
  cacheDir: string,
  act: (dryRun: boolean) => Promise<FreedReport>,
): Promise<FreedReport> {
  const before = diskUse(cacheDir);
  const preview = await act(true);
  const { isDryRun, isComplete, left } = preview;
  assert.deepEqual({ isDryRun, isComplete, left }, { isDryRun: true, isComplete: true, left: [] });
  assert.equal(diskUse(cacheDir), before);
  const report = await act(false);
  assert.deepEqual(report, { ...preview, isDryRun: false });
  assert.equal(diskUse(cacheDir), before - report.freedBytes);
  return report;
}
