import { serializeError } from '../../../contract/index.ts';
import { deleteFromCache } from '../deleteFromCache.ts';
import { planDeletion } from '../deletionPlan.ts';
import { openPendingDeletions } from '../pendingDeletions.ts';
import { scanCache } from '../scanCache.ts';

/** What the child is to do, as JSON in its first argument. */
export interface DeleteInChild {
  readonly cacheDir: string;
  readonly pendingDir: string;
  readonly folder: string;
  readonly commits?: readonly string[];
}

/** Deletes, as a user to whom permissions apply even if the test is run by root. */
const { cacheDir, pendingDir, ...target } = JSON.parse(process.argv[2] ?? '') as DeleteInChild;
if (process.geteuid?.() === 0) process.seteuid?.(65_534);
try {
  const plan = await planDeletion(await scanCache({ cacheDir }), [target]);
  const pending = openPendingDeletions(pendingDir);
  process.stdout.write(JSON.stringify(await deleteFromCache(plan, { pending, isInUse: () => false })));
} catch (error) {
  process.stdout.write(JSON.stringify(serializeError(error)));
}
