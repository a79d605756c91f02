import { expect, it } from 'vitest';
import { alternate } from './alternate.ts';

function createSide(name: string, times: number[], order: string[]): () => Promise<number> {
  return async () => {
    order.push(name);
    return times.shift() ?? NaN;
  };
}

it('runs the sides in turn and leaves the first run of each out', async () => {
  const order: string[] = [];
  const first = createSide('A', [1000, 10, 20, 30], order);
  const second = createSide('B', [1, 30, 60, 60], order);
  expect(await alternate(3, first, second)).toEqual({ firstMs: 20, secondMs: 60, ratio: 3 });
  expect(order.join('')).toBe('ABABABAB');
});

it('takes the ratio pair by pair, so that a slow spell of the machine does not count', async () => {
  const first = createSide('A', [0, 10, 100, 10], []);
  const second = createSide('B', [0, 20, 200, 30], []);
  expect(await alternate(3, first, second)).toMatchObject({ ratio: 2 });
});
