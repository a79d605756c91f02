import type { CommandName } from './command.ts';
import { UsageError } from './usageError.ts';

/** Throws UsageError if anything is left. */
export function takeNothing(rest: readonly string[], topic: CommandName): void {
  if (rest.length > 0) throw new UsageError(`"${rest[0]}" is not understood here.`, topic);
}

/** Names of recordings, or of what holds some. Throws UsageError for what cannot be one. */
export function takeRecordings(rest: readonly string[], topic: CommandName): readonly string[] {
  if (rest.includes('')) throw new UsageError('The name of a file cannot be empty.', topic);
  if (rest.includes('-')) {
    throw new UsageError('A recording cannot be read from standard input; give the name of a file.', topic);
  }
  return rest;
}

/** The one argument there must be. Throws UsageError. */
export function takeOne(rest: readonly string[], action: string, topic: CommandName): string {
  const [id, ...others] = rest;
  if (id === undefined || id === '' || others.length > 0)
    throw new UsageError(`${action} needs one id.`, topic);
  return id;
}

/** The one argument there may be, or null. Throws UsageError. */
export function takeAtMostOne(rest: readonly string[], action: string, topic: CommandName): string | null {
  if (rest.length > 1) throw new UsageError(`${action} takes at most one id.`, topic);
  return rest[0] ?? null;
}
