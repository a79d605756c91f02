import { formatTable } from './formatTable.ts';
import { getTerminalColumns } from './getTerminalColumns.ts';
import { writeWrapped } from './writeWrapped.ts';

export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Where a command writes: results to stdout, everything for the eye of the person alone to stderr. */
export interface Output {
  readonly isJson: boolean;
  /** Text of the result. Does nothing with `--json`. */
  print(text: string): void;
  /** The same, row by row. `heading` says what stands in each column and is left out where programs read. */
  printTable(rows: readonly (readonly string[])[], heading?: readonly string[]): void;
  /** One line of JSON of the result. Does nothing without `--json`. */
  printJson(record: { readonly type: string } & Readonly<Record<string, unknown>>): void;
  /** A remark on stderr, left out with `--quiet`. */
  note(text: string): void;
  /** Says what failed on stderr, whatever the options. */
  complain(text: string): void;
  /** True if stdout is a terminal, where matches may be highlighted. */
  readonly hasColor: boolean;
  /** Width of the terminal that stdout is; null if it is none. */
  readonly terminalColumns: number | null;
}

export interface CreateOutputOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function createOutput({ stdout, stderr, isJson, isQuiet, env }: CreateOutputOptions): Output {
  const terminalColumns = getTerminalColumns(stdout);
  return {
    isJson,
    terminalColumns,
    // https://no-color.org
    hasColor: stdout.isTTY === true && !env['NO_COLOR'],
    print(text) {
      if (!isJson) stdout.write(text);
    },
    printTable(rows, heading) {
      if (!isJson) stdout.write(formatTable(rows, { ...(heading && { heading }), terminalColumns }));
    },
    printJson(record) {
      if (isJson) stdout.write(`${JSON.stringify(record)}\n`);
    },
    note(text) {
      if (!isQuiet) writeWrapped(stderr, `${text}\n`);
    },
    complain(text) {
      writeWrapped(stderr, `${text}\n`);
    },
  };
}
