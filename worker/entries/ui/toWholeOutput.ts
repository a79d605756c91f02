import { fstatSync, writeFileSync } from 'node:fs';
import type { OutputStream } from './output.ts';

export interface StandardStream extends OutputStream {
  readonly fd: number;
  emit(event: 'error', error: unknown): unknown;
}

/**
 * The stream itself, but for one that leads into a file. Node writes a text there with one call of the system and takes no
 * notice of how much of it the disk had room for (`SyncWriteStream` of its lib/internal/fs), so that a part would count as
 * all of it. Here, the rest is tried until all is written or the stream has an `error`.
 */
export function toWholeOutput(stream: StandardStream): OutputStream {
  const { fd } = stream;
  if (!isFile(fd)) return stream;
  return {
    write(text) {
      try {
        writeFileSync(fd, text);
      } catch (error) {
        stream.emit('error', error);
      }
    },
  };
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}
