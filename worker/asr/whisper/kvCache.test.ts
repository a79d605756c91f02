import { describe, expect, it } from 'vitest';
import { CrossCache, gatherLanes, type CacheTensors } from './kvCache.ts';

/** Two lanes of two values each. */
const CACHE: CacheTensors = {
  key: { type: 'float32', dims: [2, 1, 2, 1], data: Float32Array.of(1, 2, 3, 4) },
  value: { type: 'float16', dims: [2, 1, 2, 1], data: Uint16Array.of(5, 6, 7, 8) },
};

describe('gatherLanes', () => {
  it('puts lanes of several caches in the order asked for, in the type they have', () => {
    const other: CacheTensors = {
      key: { type: 'float32', dims: [1, 1, 2, 1], data: Float32Array.of(10, 20) },
      value: { type: 'float16', dims: [1, 1, 2, 1], data: Uint16Array.of(50, 60) },
    };
    const lanes = [
      { cache: CACHE, lane: 1 },
      { cache: other, lane: 0 },
      { cache: CACHE, lane: 1 },
    ];
    expect(gatherLanes(lanes)).toEqual({
      key: { type: 'float32', dims: [3, 1, 2, 1], data: Float32Array.of(3, 4, 10, 20, 3, 4) },
      value: { type: 'float16', dims: [3, 1, 2, 1], data: Uint16Array.of(7, 8, 50, 60, 7, 8) },
    });
  });

  it('makes an empty cache of no lanes', () => {
    expect(gatherLanes([])).toEqual({});
  });
});

describe('CrossCache', () => {
  const lane = (value: number): CacheTensors => ({
    key: { type: 'float32', dims: [1, 2], data: Float32Array.of(value, -value) },
  });

  it('gives neighbouring slots as a batch without copying them', () => {
    const cache = new CrossCache();
    cache.reserve(3);
    for (const slot of [0, 1, 2]) cache.write(slot, lane(slot + 1));
    cache.copy(2, 0);
    const batch = cache.lanes(0, 2);
    expect(batch).toEqual({ key: { type: 'float32', dims: [2, 2], data: Float32Array.of(3, -3, 2, -2) } });
    cache.write(1, lane(9));
    expect([...(batch['key']?.data ?? [])]).toEqual([3, -3, 9, -9]);
  });

  it('keeps its memory when asked for less, and makes more when asked for more', () => {
    const cache = new CrossCache();
    cache.reserve(2);
    cache.write(1, lane(1));
    const before = cache.lanes(1, 1)['key']?.data.buffer;
    cache.reserve(1);
    cache.write(1, lane(2));
    expect(cache.lanes(1, 1)['key']?.data.buffer).toBe(before);
    cache.reserve(4);
    cache.write(3, lane(3));
    expect([...(cache.lanes(3, 1)['key']?.data ?? [])]).toEqual([3, -3]);
  });
});
