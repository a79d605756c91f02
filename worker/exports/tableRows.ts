import type { ExportOptions } from '../contract/index.ts';
import type { ExportDocument } from './exportDocument.ts';
import { createSpeakerNames } from './speakerNames.ts';
import { toOneLine } from './toOneLine.ts';

/** Header and one row per segment: start and end in seconds with three decimals, speaker if wanted, text. */
export function createTableRows(document: ExportDocument, { speakers }: ExportOptions): string[][] {
  const getName = createSpeakerNames(document, speakers);
  const header = ['start', 'end', ...(speakers ? ['speaker'] : []), 'text'];
  const rows = document.segments.map((segment) => [
    segment.start.toFixed(3),
    segment.end.toFixed(3),
    ...(speakers ? [guardFormula(getName(segment) ?? '')] : []),
    guardFormula(toOneLine(segment.text)),
  ]);
  return [header, ...rows];
}

/**
 * What a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV Injection"), so that words in a
 * recording cannot make the reader's spreadsheet do anything. A semicolon begins a cell where the comma is in numbers;
 * the wide characters count in Japanese, Chinese and Korean versions.
 */
function guardFormula(text: string): string {
  return text.replace(/(^|;)(?=[=+\-@＝＋－＠])/g, "$1'");
}
