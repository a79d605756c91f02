import { expect, it } from 'vitest';
import { createUseCounter } from './useCounter.ts';

it('counts a folder as used until the last user has left it, with what is in it and what it is in', () => {
  const uses = createUseCounter();
  const endFirst = uses.begin('/cache/models--a/snapshots/1');
  const endSecond = uses.begin('/cache/models--a/snapshots/1');
  expect(['/cache/models--a', '/cache/models--a/snapshots/1'].map(uses.has)).toEqual([true, true]);
  expect(['/cache/models--a/snapshots/11', '/cache/models--aa'].map(uses.has)).toEqual([false, false]);
  endFirst();
  endFirst();
  expect(uses.has('/cache/models--a/snapshots/1')).toBe(true);
  endSecond();
  expect(uses.has('/cache/models--a/snapshots/1')).toBe(false);
  uses.begin('/cache/models--a');
  expect(uses.has('/cache/models--a/snapshots/1')).toBe(true);
});
