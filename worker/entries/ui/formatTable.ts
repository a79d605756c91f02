import { countCharacters, wrapLine } from './wrapLine.ts';

export interface FormatTableOptions {
  /** What stands in each column; shown on a terminal only, so that a program that reads the output finds rows alone. */
  readonly heading?: readonly string[];
  /** Width of the terminal; null where the table goes elsewhere. */
  readonly terminalColumns?: number | null;
}

const GAP = '  ';
/** Our choice: what a few words need, so that the last column does not become a list of single ones. */
const MIN_LAST_COLUMNS = 30;

/**
 * Columns as wide as their widest cell, two spaces apart; the last is not padded. Where a terminal is too narrow for that,
 * the last column is broken between words; where that leaves it hardly any room, the cells of a row follow each other, on as
 * many lines as they need. Without rows, nothing.
 */
export function formatTable(
  rows: readonly (readonly string[])[],
  { heading, terminalColumns = null }: FormatTableOptions = {},
): string {
  if (rows.length === 0) return '';
  const all = heading === undefined || terminalColumns === null ? rows : [heading, ...rows];
  const widths = measureColumns(all);
  const lines = all.map((row) => alignCells(row, widths));
  return (terminalColumns === null ? lines : fitLines(all, { lines, widths, columns: terminalColumns }))
    .map((line) => `${line}\n`)
    .join('');
}

interface AlignedTable {
  readonly lines: readonly string[];
  readonly widths: readonly number[];
  /** Of the terminal. */
  readonly columns: number;
}

function fitLines(
  rows: readonly (readonly string[])[],
  { lines, widths, columns }: AlignedTable,
): readonly string[] {
  if (lines.every((line) => countCharacters(line) <= columns)) return lines;
  const hang = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0);
  return columns - hang < MIN_LAST_COLUMNS
    ? rows.map((row) => flowCells(row, columns))
    : lines.map((line) => wrapLine(line, { columns, hang }));
}

function measureColumns(rows: readonly (readonly string[])[]): readonly number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, countCharacters(cell));
    }
  }
  return widths;
}

function alignCells(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) =>
      column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - countCharacters(cell)),
    )
    .join(GAP)
    .trimEnd();
}

/** A cell is only broken where it is longer than a line. */
function flowCells(row: readonly string[], columns: number): string {
  const [first = '', ...others] = row.filter((cell) => cell !== '');
  const lines: string[] = [];
  let current = first;
  for (const cell of others) {
    if (countCharacters(current + GAP + cell) <= columns) {
      current += GAP + cell;
    } else {
      lines.push(current);
      current = GAP + cell;
    }
  }
  return [...lines, current].map((line) => wrapLine(line, { columns, hang: GAP.length })).join('\n');
}
