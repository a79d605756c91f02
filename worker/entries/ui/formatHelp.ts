import { wrapLine } from './wrapLine.ts';

/** Of a line of a list, names may take this share; below longer ones, the text begins further left. Our choice. */
const MAX_NAME_SHARE = 0.6;
const INDENT = 4;

/** A help text for a terminal that is narrower than it: paragraphs and entries of lists that do not fit are broken anew. */
export function formatHelp(text: string, columns: number): string {
  return splitBlocks(text)
    .map((lines) => (lines.every((line) => line.length <= columns) ? lines.join('\n') : join(lines, columns)))
    .join('\n');
}

/** The lines of each paragraph, and of each entry of a list, whose further lines are indented more than the first. */
function splitBlocks(text: string): readonly (readonly string[])[] {
  const blocks: string[][] = [];
  for (const line of text.split('\n')) {
    const block = blocks.at(-1);
    const [first = ''] = block ?? [];
    const goesOn =
      line !== '' &&
      first !== '' &&
      (measureIndent(first) === 0 ? measureIndent(line) === 0 : measureIndent(line) > measureIndent(first));
    if (goesOn) block?.push(line);
    else blocks.push([line]);
  }
  return blocks;
}

function join([first = '', ...others]: readonly string[], columns: number): string {
  const indent = measureIndent(first);
  const rest = others.map((line) => line.trim());
  if (indent === 0) return wrapLine([first, ...rest].join(' '), { columns, hang: 0 });
  const [name = ''] = /^ +\S.*? {2,}(?=\S)/.exec(first) ?? [];
  // A name that leaves no room has its text on the next line.
  if (name === '') return wrapLine(`${first}  ${rest.join(' ')}`, { columns, hang: indent + INDENT });
  const entry = [first, ...rest].join(' ');
  return name.length <= columns * MAX_NAME_SHARE
    ? wrapLine(entry, { columns, hang: name.length })
    : wrapLine(entry.replace(/(\S) {2,}/, '$1  '), { columns, hang: indent + INDENT });
}

function measureIndent(line: string): number {
  return line.length - line.trimStart().length;
}
