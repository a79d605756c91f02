import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { COLUMNS, type MeasuredStep, toCells } from './measuredStep.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const BEGIN = '<!-- begin: npm run bench -- --write -->';
const END = '<!-- end -->';

/** Puts the measured figures between the markers of docs/performance.md; the text around them stays. */
export async function writePerformanceDocument(
  machine: string,
  measured: readonly MeasuredStep[],
): Promise<void> {
  const document = await readFile(DOCUMENT, 'utf8');
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error(`${DOCUMENT} has lost its markers.`);
  const body = [`Measured on: ${machine}.`, ...measured.map(toSection)].join('\n\n');
  const updated = `${document.slice(0, begin + BEGIN.length)}\n\n${body}\n\n${document.slice(end)}`;
  const style = await resolveConfig(DOCUMENT);
  await writeFile(DOCUMENT, await format(updated, { ...style, filepath: DOCUMENT }));
}

function toSection({ step, rows }: MeasuredStep): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [line(COLUMNS), line(COLUMNS.map(() => '---')), ...rows.map((row) => line(toCells(row)))];
  return [`### ${step.title}`, step.method, table.join('\n')].join('\n\n');
}
