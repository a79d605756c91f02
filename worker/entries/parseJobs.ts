import type { JobsCommand } from './command.ts';
import { takeNothing, takeOne } from './positionals.ts';
import { UsageError } from './usageError.ts';

/** The command `jobs` from its positional arguments. Throws UsageError. */
export function parseJobs([action, ...rest]: readonly string[]): JobsCommand {
  switch (action) {
    case 'list':
      takeNothing(rest, 'jobs');
      return { name: 'jobs', action };
    case 'cancel':
    case 'retry':
      return { name: 'jobs', action, jobId: takeOne(rest, `jobs ${action}`, 'jobs') };
    default:
      throw new UsageError('Use jobs list, cancel or retry.', 'jobs');
  }
}
