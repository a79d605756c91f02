import { describe, expect, it } from 'vitest';
import { describeDifference } from './compareModels.ts';

const EXPORTED = [Float32Array.of(1, 2, 3, 4), Float32Array.of(-3, 0, 3, 8)];

describe('describeDifference', () => {
  it('has nothing to say about the noise of quantisation', () => {
    expect(describeDifference(EXPORTED, EXPORTED)).toBeNull();
    const noisy = EXPORTED.map((logits) =>
      logits.map((value, index) => value + (index % 2 === 0 ? 0.1 : -0.1)),
    );
    expect(describeDifference(EXPORTED, noisy)).toBeNull();
  });

  it.each([
    ['other logits', [Float32Array.of(1, 2, 3, 4), Float32Array.of(8, 3, 0, -3)]],
    ['the same logits for all tokens', EXPORTED.map(() => new Float32Array(4))],
    ['no numbers', EXPORTED.map(() => new Float32Array(4).fill(NaN))],
    ['fewer logits', EXPORTED.map((logits) => logits.slice(0, 3))],
    ['fewer runs', EXPORTED.slice(0, 1)],
  ])('refuses %s', (_, prepared) => {
    expect(describeDifference(EXPORTED, prepared)).toMatch(/^Logits \d differ by/);
  });
});
