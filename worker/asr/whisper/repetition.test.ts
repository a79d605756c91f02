import { describe, expect, it } from 'vitest';
import { findRepetition } from './repetition.ts';

describe('findRepetition', () => {
  it.each([
    ['abcabcabcx', { start: 0, unitLength: 3, count: 3 }],
    ['xyabababa', { start: 2, unitLength: 2, count: 3 }],
    ['aabcbcbc', { start: 2, unitLength: 2, count: 3 }],
    ['zaaaa', { start: 1, unitLength: 1, count: 4 }],
    ['abcdef', null],
    ['abcdabcd', null],
    ['', null],
  ])('finds the run in %s', (items, expected) => {
    expect(findRepetition([...items], 3)).toEqual(expected);
  });
});
