import type { NetworkCommand } from './command.ts';
import type { OptionValues } from './optionTable.ts';
import { takeNothing } from './positionals.ts';
import { UsageError } from './usageError.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 10_000;

/** The command `network` from its options. Throws UsageError. */
export function parseNetwork(rest: readonly string[], values: OptionValues): NetworkCommand {
  takeNothing(rest, 'network');
  return { name: 'network', limit: parseLimit(values.limit ?? String(DEFAULT_LIMIT)) };
}

function parseLimit(typed: string): number {
  const limit = /^\d{1,5}$/.test(typed) ? Number(typed) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new UsageError(`--limit cannot be "${typed}". Use a number from 1 to ${MAX_LIMIT}.`, 'network');
}
