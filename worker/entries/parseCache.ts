import { type CleanupPolicy, MODEL_TASKS, type ModelTask } from '../contract/index.ts';
import type { CacheCommand } from './command.ts';
import type { OptionValues } from './optionTable.ts';
import { parseByteCount } from './parseByteCount.ts';
import { takeNothing } from './positionals.ts';
import { UsageError } from './usageError.ts';

/** Switches a rule of the policy off. */
const OFF = 'off';
const MAX_UNUSED_DAYS = 36_500;

/** The command `cache` from its positional arguments and options. Throws UsageError. */
export function parseCache([action, ...rest]: readonly string[], values: OptionValues): CacheCommand {
  switch (action) {
    case 'info':
      takeNothing(rest, 'cache');
      return { name: 'cache', action, withFiles: values.files ?? false };
    case 'move':
    case 'adopt': {
      const [folder = '', ...others] = rest;
      if (folder === '' || others.length > 0)
        throw new UsageError(`cache ${action} needs one folder.`, 'cache');
      return { name: 'cache', action, folder };
    }
    case 'clear':
      takeNothing(rest, 'cache');
      return { name: 'cache', action, task: parseTask(values.task), dryRun: values['dry-run'] ?? false };
    case 'policy':
      takeNothing(rest, 'cache');
      return { name: 'cache', action, changes: parseChanges(values), cleanUp: parseCleanUp(values) };
    default:
      throw new UsageError('Use cache info, move, adopt, clear or policy.', 'cache');
  }
}

function parseTask(typed: string | undefined): ModelTask | null {
  if (typed === undefined) return null;
  const task = MODEL_TASKS.find((known) => known === typed);
  if (task !== undefined) return task;
  throw new UsageError(`--task cannot be "${typed}". Use ${MODEL_TASKS.join(', ')}.`, 'cache');
}

function parseChanges({ budget, 'unused-days': unusedDays }: OptionValues): Partial<CleanupPolicy> {
  return {
    ...(budget === undefined ? {} : { budgetBytes: budget === OFF ? null : parseBudget(budget) }),
    ...(unusedDays === undefined ? {} : { unusedDays: unusedDays === OFF ? null : parseDays(unusedDays) }),
  };
}

function parseBudget(typed: string): number {
  const bytes = parseByteCount(typed);
  if (bytes !== null && bytes > 0) return bytes;
  throw new UsageError(`--budget cannot be "${typed}". Use a size such as 20GB, or off.`, 'cache');
}

function parseDays(typed: string): number {
  const days = /^\d{1,5}$/.test(typed) ? Number(typed) : 0;
  if (days >= 1 && days <= MAX_UNUSED_DAYS) return days;
  throw new UsageError(`--unused-days cannot be "${typed}". Use a number of days, or off.`, 'cache');
}

function parseCleanUp({ run, 'dry-run': dryRun }: OptionValues): 'run' | 'preview' | null {
  if (dryRun === true) return 'preview';
  return run === true ? 'run' : null;
}
