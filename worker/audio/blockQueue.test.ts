import { expect, it } from 'vitest';
import { createBlockQueue, type BlockQueue } from './blockQueue.ts';

function takeAll(queue: BlockQueue): (readonly [startSample: number, ...tracks: number[][]])[] {
  const taken: [number, ...number[][]][] = [];
  for (let block = queue.take(); block !== null; block = queue.take()) {
    taken.push([block.startSample, ...block.tracks.map((samples) => [...samples])]);
  }
  return taken;
}

it('lays stretches one after another', () => {
  const queue = createBlockQueue(0, () => 2);
  queue.beginAt(0);
  queue.add([Float32Array.of(1, 2), Float32Array.of(3, 4)]);
  queue.add([Float32Array.of(5), Float32Array.of(6)]);
  expect(takeAll(queue)).toEqual([
    [0, [1, 2], [3, 4]],
    [2, [5], [6]],
  ]);
  expect(queue.take()).toBeNull();
});

it('fills a gap with silence on every track', () => {
  const queue = createBlockQueue(0, () => 2);
  queue.beginAt(2);
  queue.add([Float32Array.of(1), Float32Array.of(1)]);
  expect(takeAll(queue)).toEqual([
    [0, [0, 0], [0, 0]],
    [2, [1], [1]],
  ]);
});

it('makes long silence a second at a time', () => {
  const queue = createBlockQueue(0, () => 1);
  queue.beginAt(40_000);
  expect(takeAll(queue).map(([start, track]) => [start, track?.length])).toEqual([
    [0, 16_000],
    [16_000, 16_000],
    [32_000, 8000],
  ]);
});

it('cuts what overlaps and what lies before the start', () => {
  const queue = createBlockQueue(2, () => 1);
  queue.beginAt(0);
  queue.add([Float32Array.of(1, 2, 3, 4)]);
  queue.beginAt(3);
  queue.add([Float32Array.of(4, 5)]);
  expect(takeAll(queue)).toEqual([
    [2, [3, 4]],
    [4, [5]],
  ]);
});

it('drops whole blocks before the start without their samples', () => {
  const queue = createBlockQueue(5, () => 1);
  queue.beginAt(0);
  expect([queue.drop(4), queue.drop(4)]).toEqual([true, false]);
  queue.add([Float32Array.of(4, 5, 6, 7)]);
  expect(queue.drop(1)).toBe(false);
  expect(takeAll(queue)).toEqual([[5, [5, 6, 7]]]);
});
