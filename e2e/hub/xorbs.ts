import { createHash } from 'node:crypto';
import type { ByteSource } from './byteSource.ts';

// Chunks are of about this size in the chunk store (huggingface.co/docs/xet/chunking); here of exactly this one.
const CHUNK_BYTES = 64 * 1024;
const CHUNK_HEADER_BYTES = 8;
// Xorbs hold at most 64 MiB; small ones here, so that small files have several.
const CHUNKS_PER_XORB = 64;

/** A part of a file's bytes as the chunk store keeps them: chunks, each behind a header, none compressed. */
export interface Xorb {
  readonly index: number;
  readonly hash: string;
  /** Where its first byte lies in the file. */
  readonly fileStart: number;
  readonly chunkSizes: readonly number[];
  readonly source: ByteSource;
}

export function xorbsOf(fileHash: string, file: ByteSource): readonly Xorb[] {
  const xorbBytes = CHUNK_BYTES * CHUNKS_PER_XORB;
  return Array.from({ length: Math.ceil(file.size / xorbBytes) }, (_, index) => {
    const fileStart = index * xorbBytes;
    const length = Math.min(xorbBytes, file.size - fileStart);
    const chunkSizes = Array.from({ length: Math.ceil(length / CHUNK_BYTES) }, (_unused, chunk) =>
      Math.min(CHUNK_BYTES, length - chunk * CHUNK_BYTES),
    );
    const hash = createHash('sha256').update(`${fileHash} ${index}`).digest('hex');
    return { index, hash, fileStart, chunkSizes, source: xorbSource(file, fileStart, chunkSizes) };
  });
}

/** Where a chunk starts within its xorb. */
export function chunkStart(chunk: number): number {
  return chunk * (CHUNK_BYTES + CHUNK_HEADER_BYTES);
}

/** The chunk of a xorb that holds this byte of the xorb's part of the file. */
export function chunkAt(offset: number): number {
  return Math.floor(offset / CHUNK_BYTES);
}

/** Where the content of a chunk starts within its xorb's part of the file. */
export function contentStart(chunk: number): number {
  return chunk * CHUNK_BYTES;
}

function xorbSource(file: ByteSource, fileStart: number, chunkSizes: readonly number[]): ByteSource {
  const size = chunkSizes.reduce((sum, bytes) => sum + bytes + CHUNK_HEADER_BYTES, 0);
  return {
    size,
    *read(start, end) {
      for (let chunk = 0; chunk < chunkSizes.length; chunk += 1) {
        const bytes = chunkSizes[chunk] ?? 0;
        const from = Math.max(start - chunkStart(chunk), 0);
        const to = Math.min(end - chunkStart(chunk), bytes + CHUNK_HEADER_BYTES);
        if (from >= to) continue;
        if (from < CHUNK_HEADER_BYTES) yield header(bytes).subarray(from, Math.min(to, CHUNK_HEADER_BYTES));
        if (to <= CHUNK_HEADER_BYTES) continue;
        const base = fileStart + contentStart(chunk) - CHUNK_HEADER_BYTES;
        yield* file.read(base + Math.max(from, CHUNK_HEADER_BYTES), base + to);
      }
    },
  };
}

/** Version 0; length stored and scheme (0: as it is); length. 24-bit numbers are little endian. */
function header(bytes: number): Buffer {
  const result = Buffer.alloc(CHUNK_HEADER_BYTES);
  result.writeUIntLE(bytes, 1, 3);
  result.writeUIntLE(bytes, 5, 3);
  return result;
}
