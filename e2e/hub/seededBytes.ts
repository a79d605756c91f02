import type { ByteSource } from './byteSource.ts';

const BLOCK_BYTES = 256 * 1024;
const PAGE_BYTES = 4096;

/**
 * A file of any size that costs one block of memory: a random block repeated, in which each 4 KiB page starts with
 * its own page number (8 bytes, little endian). Two different offsets therefore never hold the same page, so that a
 * client which splices a wrong range, skips or repeats one ends with another hash.
 */
export function seededBytes(seed: number, size: number): ByteSource {
  const pattern = randomBlock(seed);
  return {
    size,
    *read(start, end) {
      let position = start;
      while (position < end) {
        const index = Math.floor(position / BLOCK_BYTES);
        const blockStart = index * BLOCK_BYTES;
        const to = Math.min(end - blockStart, BLOCK_BYTES);
        yield numbered(pattern, index).subarray(position - blockStart, to);
        position = blockStart + to;
      }
    },
  };
}

function numbered(pattern: Uint8Array, blockIndex: number): Uint8Array {
  const block = Uint8Array.from(pattern);
  const view = new DataView(block.buffer);
  const firstPage = (blockIndex * BLOCK_BYTES) / PAGE_BYTES;
  for (let page = 0; page < BLOCK_BYTES / PAGE_BYTES; page += 1) {
    view.setBigUint64(page * PAGE_BYTES, BigInt(firstPage + page), true);
  }
  return block;
}

/** xorshift32 (Marsaglia 2003). Its state must not be zero. */
function randomBlock(seed: number): Uint8Array {
  const words = new Uint32Array(BLOCK_BYTES / 4);
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0 || 1;
  for (let index = 0; index < words.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state >>> 0;
  }
  return new Uint8Array(words.buffer);
}
