import { open } from 'node:fs/promises';

/** Large enough that a file is read at the speed of the disk, small enough that hashing a piece takes about a millisecond. */
const PIECE_BYTES = 1024 * 1024;

/**
 * The bytes of a file in pieces of at most 1 MiB. A piece is valid until the next one
 * is asked for: two buffers take turns, one being filled while the other is used. A buffer for each piece would be
 * garbage outside of the heap, which the collector lets grow to some 60 MB. Throws the system's error.
 */
export async function* readPieces(path: string): AsyncGenerator<Buffer, void, undefined> {
  const file = await open(path, 'r');
  let position = 0;
  const read = (buffer: Buffer) => file.read(buffer, 0, PIECE_BYTES, position);
  let current = Buffer.allocUnsafeSlow(PIECE_BYTES);
  let next = Buffer.allocUnsafeSlow(PIECE_BYTES);
  let reading = read(current);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      position += bytesRead;
      reading = read(next);
      // Its error is thrown when its turn comes; whoever stops before has no use for it.
      reading.catch(() => undefined);
      yield current.subarray(0, bytesRead);
      [current, next] = [next, current];
    }
  } finally {
    await reading.catch(() => undefined);
    await file.close();
  }
}
