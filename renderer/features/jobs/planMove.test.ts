import { describe, expect, it } from 'vitest';
import { planDrop, planStep } from './planMove.ts';

const WAITING = ['a', 'b', 'c'];

describe('planStep', () => {
  it('goes before the one above, and behind the one below', () => {
    expect(planStep(WAITING, 'b', -1)).toEqual({ before: 'a', place: 1 });
    expect(planStep(WAITING, 'a', 1)).toEqual({ before: 'c', place: 2 });
    expect(planStep(WAITING, 'b', 1)).toEqual({ before: null, place: 3 });
  });

  it('stays at the ends', () => {
    expect(planStep(WAITING, 'a', -1)).toBeNull();
    expect(planStep(WAITING, 'c', 1)).toBeNull();
    expect(planStep(WAITING, 'gone', 1)).toBeNull();
  });
});

describe('planDrop', () => {
  it('takes the place of what it is dropped on, from above and from below', () => {
    expect(planDrop(WAITING, 'a', 'c')).toEqual({ before: null, place: 3 });
    expect(planDrop(WAITING, 'a', 'b')).toEqual({ before: 'c', place: 2 });
    expect(planDrop(WAITING, 'c', 'a')).toEqual({ before: 'a', place: 1 });
  });

  it('does nothing on itself or on what does not wait', () => {
    expect(planDrop(WAITING, 'a', 'a')).toBeNull();
    expect(planDrop(WAITING, 'a', 'running')).toBeNull();
  });
});
