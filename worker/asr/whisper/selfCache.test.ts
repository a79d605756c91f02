import { describe, expect, it } from 'vitest';
import type { CacheTensors } from './kvCache.ts';
import { addPositions, capacityOf, createSelfCache } from './selfCache.ts';

const LANES = 2;
const HEADS = 2;
const SIZE = 2;
const MAX_POSITIONS = 448;

/** What is new at a position says in each number where it belongs. */
function newAt(position: number): CacheTensors {
  const data = Float32Array.from({ length: LANES * HEADS * SIZE }, (_, index) => position * 100 + index + 1);
  return { 'past.0.key': { type: 'float32', dims: [LANES, HEADS, 1, SIZE], data } };
}

function fill(cache: CacheTensors, from: number, to: number): CacheTensors {
  let filled = cache;
  for (let position = from; position < to; position++) {
    filled = addPositions(filled, newAt(position), position, MAX_POSITIONS);
  }
  return filled;
}

function bufferOf(cache: CacheTensors): ArrayBufferLike | undefined {
  return cache['past.0.key']?.data.buffer;
}

const config = { decoderHeads: HEADS, dModel: HEADS * SIZE };

describe('addPositions', () => {
  it('keeps every position in its place however often the cache grows, and zeros behind them', () => {
    const cache = fill(createSelfCache(['0.key'], config, LANES, 1), 0, 200);
    const capacity = 224;
    expect(capacityOf(cache)).toBe(capacity);
    const expected = new Float32Array(LANES * HEADS * capacity * SIZE);
    for (let row = 0; row < LANES * HEADS; row++) {
      for (let position = 0; position < 200; position++) {
        for (let index = 0; index < SIZE; index++) {
          expected[(row * capacity + position) * SIZE + index] = position * 100 + row * SIZE + index + 1;
        }
      }
    }
    expect(cache['past.0.key']).toEqual({
      type: 'float32',
      dims: [LANES, HEADS, capacity, SIZE],
      data: expected,
    });
  });

  it('writes into the cache that it is given while there is room', () => {
    const cache = createSelfCache(['0.key'], config, LANES, 1);
    expect(addPositions(cache, newAt(0), 0, MAX_POSITIONS)).toBe(cache);
  });

  it('grows from 32 to 64 positions in new memory and from there to 128 in the same', () => {
    const small = createSelfCache(['0.key'], config, LANES, 32);
    const before = bufferOf(small);
    const grown = fill(small, 0, 33);
    const memory = bufferOf(grown);
    expect(memory).not.toBe(before);
    const later = fill(grown, 33, 128);
    expect(capacityOf(later)).toBe(128);
    expect(bufferOf(later)).toBe(memory);
    expect(bufferOf(fill(later, 128, 129))).not.toBe(memory);
  });

  it('takes no more room than the model has positions', () => {
    const cache = fill(createSelfCache(['0.key'], config, LANES, 1), 0, MAX_POSITIONS);
    expect(bufferOf(cache)?.byteLength).toBe(LANES * HEADS * MAX_POSITIONS * SIZE * 4);
  });

  it('refuses to leave a place without what is new in it', () => {
    const cache = createSelfCache(['0.key', '0.value'], config, LANES, 1);
    expect(() => addPositions(cache, newAt(0), 0, MAX_POSITIONS)).toThrow(
      'There is nothing new for past.0.value.',
    );
  });
});
