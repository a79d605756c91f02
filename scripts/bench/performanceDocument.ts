import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { BenchRow } from './benchRow.ts';
import type { BenchStep } from './benchStep.ts';
import { toMarkdownTable } from './table.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const BEGIN = '<!-- begin: npm run bench -- --write -->';
const END = '<!-- end -->';

export interface MeasuredStep {
  readonly step: Pick<BenchStep, 'title' | 'method'>;
  readonly rows: readonly BenchRow[];
}

/** Puts the measured figures between the markers of docs/performance.md; the text around them stays. */
export async function writePerformanceDocument(
  machine: string,
  measured: readonly MeasuredStep[],
): Promise<void> {
  const updated = replaceFigures(await readFile(DOCUMENT, 'utf8'), machine, measured);
  const style = await resolveConfig(DOCUMENT);
  await writeFile(DOCUMENT, await format(updated, { ...style, filepath: DOCUMENT }));
}

/** Throws when the document has lost its markers. */
export function replaceFigures(document: string, machine: string, measured: readonly MeasuredStep[]): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error('The document has lost its markers.');
  const sections = measured.map(({ step, rows }) =>
    [`### ${step.title}`, step.method, toMarkdownTable(rows)].join('\n\n'),
  );
  const figures = [`Measured on: ${machine}.`, ...sections].join('\n\n');
  return `${document.slice(0, begin + BEGIN.length)}\n\n${figures}\n\n${document.slice(end)}`;
}
