import { countCharacters, wrapLine } from './wrapLine.ts';

export interface FormatTableOptions {
  /** What stands in each column; shown on a terminal only, so that a program that reads the output finds rows alone. */
  readonly heading?: readonly string[];
  /** Width of the terminal; null where the table goes elsewhere. */
  readonly terminalColumns?: number | null;
}

const GAP = '  ';

/**
 * Columns as wide as their widest cell, two spaces apart; the last is not padded. Where a terminal is too narrow for that,
 * the cells of a row follow each other, on as many lines as they need. Without rows, nothing.
 */
export function formatTable(
  rows: readonly (readonly string[])[],
  { heading, terminalColumns = null }: FormatTableOptions = {},
): string {
  if (rows.length === 0) return '';
  const all = heading === undefined || terminalColumns === null ? rows : [heading, ...rows];
  const lines = alignColumns(all);
  const fits = terminalColumns === null || lines.every((line) => countCharacters(line) <= terminalColumns);
  return (fits ? lines : all.map((row) => flowCells(row, terminalColumns)))
    .map((line) => `${line}\n`)
    .join('');
}

function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, countCharacters(cell));
    }
  }
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - countCharacters(cell)),
      )
      .join(GAP)
      .trimEnd(),
  );
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
