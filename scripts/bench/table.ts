import type { BenchRow } from './benchRow.ts';

export const COLUMNS = ['', 'Earshot', 'compared with', 'ratio', 'target'] as const;

/** The cells of a row under `COLUMNS`. */
export function toCells({ measured, earshot, comparison, ratio, target }: BenchRow): readonly string[] {
  const verdict = target === null ? '' : `${target.text}: ${target.met ? 'met' : 'missed'}`;
  return [measured, earshot, comparison, ratio, verdict];
}

/** For a terminal: columns as wide as their widest cell. */
export function toTextTable(rows: readonly BenchRow[]): string {
  const lines = [COLUMNS, ...rows.map(toCells)];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const toLine = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return lines.map(toLine).join('\n');
}

/** For a page; columns are left to the formatter. */
export function toMarkdownTable(rows: readonly BenchRow[]): string {
  const toLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [COLUMNS, COLUMNS.map(() => '---'), ...rows.map(toCells)].map(toLine).join('\n');
}
