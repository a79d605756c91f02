import { stripVTControlCharacters } from 'node:util';

export interface WrapOptions {
  /** Of the terminal. */
  readonly columns: number;
  /** How far the lines after the first are indented. */
  readonly hang: number;
}

/** Breaks a line between words so that none of its parts is longer than the terminal is wide; a longer word is left whole. */
export function wrapLine(line: string, { columns, hang }: WrapOptions): string {
  if (countCharacters(line) <= columns) return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = indent;
  let isEmpty = true;
  // Spaces between two words stay as they are, so that columns do.
  for (const [, gap = '', word = ''] of line.slice(indent.length).matchAll(/( *)([^ ]+)/g)) {
    if (isEmpty) {
      current += word;
    } else if (countCharacters(current + gap + word) <= columns) {
      current += gap + word;
    } else {
      lines.push(current);
      current = ' '.repeat(hang) + word;
    }
    isEmpty = false;
  }
  return [...lines, current].join('\n');
}

/** Those that are seen: colors take no room. */
export function countCharacters(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
