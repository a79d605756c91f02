import { describe, expect, it } from 'vitest';
import { createRandom } from '../lib/testRandom.ts';
import { SampleHistory } from './sampleHistory.ts';

function numbers(from: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => from + i);
}

describe('SampleHistory', () => {
  it('reads back what was not forgotten, by its position in the media', () => {
    const random = createRandom(1);
    const history = new SampleHistory(500);
    let trimmed = 500;
    for (let i = 0; i < 300; i++) {
      history.append(numbers(history.end, Math.floor(random() * 90)));
      trimmed = Math.min(history.end, trimmed + Math.floor(random() * 90));
      history.trim(trimmed);
      expect(history.read(trimmed, history.end)).toEqual(numbers(trimmed, history.end - trimmed));
    }
  });

  it('refuses samples that were forgotten and samples that have not come yet', () => {
    const history = new SampleHistory(0);
    history.append(numbers(0, 100));
    history.trim(40);
    expect(() => history.read(39, 50)).toThrow(RangeError);
    expect(() => history.read(50, 101)).toThrow(RangeError);
    expect(history.read(100, 100)).toHaveLength(0);
  });

  it('forgets no more than there is', () => {
    const history = new SampleHistory(0);
    history.append(numbers(0, 10));
    history.trim(1000);
    history.append(numbers(10, 10));
    expect(history.read(10, 20)).toEqual(numbers(10, 10));
  });
});
