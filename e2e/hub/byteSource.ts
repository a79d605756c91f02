/**
 * Bytes that are produced when asked for, so that a repository may hold files larger than memory. `read` yields the
 * bytes from `start` up to, not including, `end`; both lie within `0..size`. Pieces must not be changed by the reader.
 */
export interface ByteSource {
  readonly size: number;
  read(start: number, end: number): Iterable<Uint8Array>;
}

export function bytesInMemory(bytes: Uint8Array | string): ByteSource {
  const held = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return {
    size: held.length,
    *read(start, end) {
      if (end > start) yield held.subarray(start, end);
    },
  };
}

export function sliceOf(source: ByteSource, from: number, to: number): ByteSource {
  return { size: to - from, read: (start, end) => source.read(from + start, from + end) };
}

export function concatenated(...parts: readonly ByteSource[]): ByteSource {
  return {
    size: parts.reduce((sum, part) => sum + part.size, 0),
    *read(start, end) {
      let offset = 0;
      for (const part of parts) {
        const from = Math.max(start - offset, 0);
        const to = Math.min(end - offset, part.size);
        if (to > from) yield* part.read(from, to);
        offset += part.size;
      }
    },
  };
}

/** The same bytes with every bit of the byte at `at` turned over. */
export function withFlippedByte(source: ByteSource, at: number): ByteSource {
  return {
    size: source.size,
    *read(start, end) {
      let offset = start;
      for (const piece of source.read(start, end)) {
        if (at >= offset && at < offset + piece.length) {
          const changed = Uint8Array.from(piece);
          changed[at - offset] = (changed[at - offset] ?? 0) ^ 0xff;
          yield changed;
        } else {
          yield piece;
        }
        offset += piece.length;
      }
    },
  };
}

export function readAll(source: ByteSource): Buffer {
  return Buffer.concat([...source.read(0, source.size)]);
}
