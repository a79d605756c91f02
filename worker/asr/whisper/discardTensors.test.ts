import { describe, expect, it } from 'vitest';
import { discardTensors } from './discardTensors.ts';

describe('discardTensors', () => {
  it('takes the elements of every array, also when two share their memory', () => {
    const whole = new Float32Array(4);
    const part = whole.subarray(1, 3);
    const other = new Uint16Array(2);

    discardTensors([{ data: whole }, { data: part }, { data: other }]);

    expect([whole.length, part.length, other.length]).toEqual([0, 0, 0]);
    expect(whole.buffer.detached).toBe(true);
  });
});
