import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { ByteSource } from './byteSource.ts';

const PIECE_BYTES = 256 * 1024;

/** A file on disk, read as it is sent; it must not change while the hub serves it. */
export function fileBytes(path: string): ByteSource {
  return {
    size: statSync(path).size,
    *read(start, end) {
      const file = openSync(path, 'r');
      try {
        let position = start;
        while (position < end) {
          const piece = Buffer.alloc(Math.min(PIECE_BYTES, end - position));
          const count = readSync(file, piece, 0, piece.length, position);
          if (count === 0) throw new Error(`${path} ended at ${position}, before ${end}.`);
          yield piece.subarray(0, count);
          position += count;
        }
      } finally {
        closeSync(file);
      }
    },
  };
}
