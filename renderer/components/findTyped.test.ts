import { expect, it } from 'vitest';
import { findTyped } from './findTyped.ts';

const NAMES = ['Anna', 'Ben', 'Barbara', 'Bea', 'Clara'];

it('finds the next label that begins with a letter, whatever its case', () => {
  expect(findTyped(NAMES, 'b', -1)).toBe(1);
  expect(findTyped(NAMES, 'C', 0)).toBe(4);
});

it('goes round through the labels with one letter', () => {
  expect(findTyped(NAMES, 'b', 1)).toBe(2);
  expect(findTyped(NAMES, 'bb', 2)).toBe(3);
  expect(findTyped(NAMES, 'b', 3)).toBe(1);
});

it('stays where it is as long as more letters fit', () => {
  expect(findTyped(NAMES, 'ba', 2)).toBe(2);
  expect(findTyped(NAMES, 'bea', 2)).toBe(3);
});

it('finds nothing that is not there', () => {
  expect(findTyped(NAMES, 'x', 0)).toBe(-1);
  expect(findTyped([], 'a', -1)).toBe(-1);
});
