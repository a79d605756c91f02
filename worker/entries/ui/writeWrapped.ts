import type { OutputStream } from './output.ts';
import { getTerminalColumns } from './getTerminalColumns.ts';
import { toPrintable } from './toPrintable.ts';
import { wrapLine } from './wrapLine.ts';

const INDENT = 2;

/** Writes sentences, whatever the names in them; on a terminal, lines that are too long for it are broken between words. */
export function writeWrapped(stream: OutputStream, sentences: string): void {
  const text = sentences.split('\n').map(toPrintable).join('\n');
  const columns = getTerminalColumns(stream);
  if (columns === null) {
    stream.write(text);
    return;
  }
  stream.write(
    text
      .split('\n')
      .map((line) => wrapLine(line, { columns, hang: INDENT }))
      .join('\n'),
  );
}
