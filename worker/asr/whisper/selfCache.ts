import type { Tensor } from '../../inference/session.ts';
import { discardTensors } from './discardTensors.ts';
import { toFloat32 } from './float16.ts';
import type { CacheTensors } from './kvCache.ts';
import type { WhisperConfig } from './modelConfig.ts';

/** Positions that a self cache grows by: few enough to waste little, enough that it is rarely copied (our choice). */
const CACHE_BLOCK = 32;

/** How much more room a buffer has than the cache that is copied into it; memory is used as the cache grows (our choice). */
const CACHE_GROWTH = 4;

/** Zeros in a place for each of `parts`, with room for at least so many positions. */
export function createSelfCache(
  parts: readonly string[],
  { decoderHeads, dModel }: Pick<WhisperConfig, 'decoderHeads' | 'dModel'>,
  lanes: number,
  positions: number,
): CacheTensors {
  const capacity = CACHE_BLOCK * Math.ceil(positions / CACHE_BLOCK);
  const dims = [lanes, decoderHeads, capacity, dModel / decoderHeads];
  return Object.fromEntries(
    parts.map((part) => [
      `past.${part}`,
      { type: 'float32', dims, data: new Float32Array(lanes * capacity * dModel) },
    ]),
  );
}

/** Positions that there is room for, which the graph is given. */
export function capacityOf(cache: CacheTensors): number {
  return Object.values(cache)[0]?.dims[2] ?? 0;
}

/**
 * Writes new keys and values [lanes, heads, length, size] behind the past. A cache that is full grows, and the one given
 * must not be used again: the result may lie in its memory.
 */
export function addPositions(
  cache: CacheTensors,
  added: CacheTensors,
  position: number,
  maxPositions: number,
): CacheTensors {
  const length = Object.values(added)[0]?.dims[2] ?? 0;
  const target = position + length > capacityOf(cache) ? growCache(cache, maxPositions) : cache;
  for (const [place, tensor] of Object.entries(target)) {
    const source = added[place];
    if (source === undefined) throw new Error(`There is nothing new for ${place}.`);
    const [lanes = 0, heads = 0, capacity = 0, size = 0] = tensor.dims;
    const from = toFloat32(source);
    const to = toFloat32(tensor);
    for (let row = 0; row < lanes * heads; row++) {
      // So few numbers are copied in half the time that a view of them takes (measured).
      const fromStart = row * length * size;
      const toStart = (row * capacity + position) * size;
      for (let index = 0; index < length * size; index++) to[toStart + index] = from[fromStart + index] ?? 0;
    }
  }
  return target;
}

/**
 * Place by place, each discarded when it is copied: both caches together would be a tenth of a batch's memory. A buffer
 * has room to grow in place: fresh memory costs more than copying into it, since the system has to find and clear it.
 */
function growCache(cache: CacheTensors, maxPositions: number): CacheTensors {
  const grown: Record<string, Tensor> = {};
  for (const [place, tensor] of Object.entries(cache)) {
    const [lanes = 0, heads = 0, capacity = 0, size = 0] = tensor.dims;
    const wider = capacity + CACHE_BLOCK;
    const from = toFloat32(tensor);
    const length = lanes * heads * wider * size;
    const inPlace = length * from.BYTES_PER_ELEMENT <= from.buffer.byteLength;
    const room = Math.max(wider, Math.min(capacity * CACHE_GROWTH, maxPositions));
    const buffer = inPlace ? from.buffer : new Float32Array(lanes * heads * room * size).buffer;
    const to = new Float32Array(buffer, 0, length);
    // From the last row on: in place, a row's new place begins behind its old one.
    for (let row = lanes * heads - 1; row >= 0; row--) {
      const rowEnd = (row * wider + capacity) * size;
      to.set(from.subarray(row * capacity * size, (row + 1) * capacity * size), row * wider * size);
      to.fill(0, rowEnd, rowEnd + CACHE_BLOCK * size);
    }
    grown[place] = { type: 'float32', dims: [lanes, heads, wider, size], data: to };
    if (!inPlace) discardTensors([tensor]);
  }
  return grown;
}
