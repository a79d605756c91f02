import type { ServeCommand } from './command.ts';
import type { OptionValues } from './optionTable.ts';
import { takeRecordings } from './positionals.ts';
import { UsageError } from './usageError.ts';

const LAST_PORT = 65_535;

/** The command `serve` from its positional arguments and options. Throws UsageError. */
export function parseServe(rest: readonly string[], values: OptionValues): ServeCommand {
  return {
    name: 'serve',
    inputs: takeRecordings(rest, 'serve'),
    port: parsePort(values.port ?? '0'),
    open: values.open ?? false,
  };
}

function parsePort(typed: string): number {
  const port = /^\d{1,5}$/.test(typed) ? Number(typed) : Infinity;
  if (port <= LAST_PORT) return port;
  throw new UsageError(`--port cannot be "${typed}". Use a number from 0 to ${LAST_PORT}.`, 'serve');
}
