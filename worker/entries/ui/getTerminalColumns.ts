import type { OutputStream } from './output.ts';

/** Where a terminal does not tell its width, or says 0. */
const DEFAULT_COLUMNS = 80;

/** Width of the terminal that a stream is; null if it is none. */
export function getTerminalColumns({ isTTY, columns }: OutputStream): number | null {
  return isTTY === true ? columns || DEFAULT_COLUMNS : null;
}
