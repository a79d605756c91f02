import { describe, expect, it } from 'vitest';
import { throttle } from './throttle.ts';
import { createManualClock } from './tests/createManualClock.ts';

function setUp() {
  const clock = createManualClock();
  const sent: number[] = [];
  return { clock, sent, throttled: throttle<number>((value) => sent.push(value), 100, clock) };
}

describe('throttle', () => {
  it('sends the first value at once and the newest of the others when the interval ends', () => {
    const { clock, sent, throttled } = setUp();
    for (const value of [1, 2, 3]) throttled.push(value);
    expect(sent).toEqual([1]);
    expect(clock.pending()).toBe(1);
    clock.advance(99);
    expect(sent).toEqual([1]);
    clock.advance(1);
    expect(sent).toEqual([1, 3]);
    clock.advance(1000);
    expect(sent).toEqual([1, 3]);
  });

  it('sends at most one value per interval however many come', () => {
    const { clock, sent, throttled } = setUp();
    for (let value = 0; value < 1000; value += 1) {
      throttled.push(value);
      clock.advance(1);
    }
    expect(sent).toEqual([0, 99, 199, 299, 399, 499, 599, 699, 799, 899, 999]);
  });

  it('sends the waiting value on flush and forgets it on cancel', () => {
    const { clock, sent, throttled } = setUp();
    throttled.push(1);
    throttled.push(2);
    throttled.flush();
    throttled.flush();
    expect(sent).toEqual([1, 2]);
    throttled.push(3);
    throttled.cancel();
    expect(clock.pending()).toBe(0);
    clock.advance(1000);
    expect(sent).toEqual([1, 2]);
    throttled.push(4);
    expect(sent).toEqual([1, 2, 4]);
  });
});
