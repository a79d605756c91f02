import type { OutputStream } from './output.ts';
import { getTerminalColumns } from './getTerminalColumns.ts';
import { wrapLine } from './wrapLine.ts';

const INDENT = 2;

/** Writes sentences; on a terminal, lines that are too long for it are broken between words. */
export function writeWrapped(stream: OutputStream, text: string): void {
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
