import { describe, expect, it } from 'vitest';
import { createTransferRate } from './transferRate.ts';

describe('createTransferRate', () => {
  it('measures the last ten seconds', () => {
    let nowMs = 0;
    const rate = createTransferRate(() => nowMs);
    rate.add(500);
    expect(rate.bytesPerSecond()).toBeNull();
    for (; nowMs < 20_000; nowMs += 500) rate.add(500);
    expect(rate.bytesPerSecond()).toBeCloseTo(1000, -2);
    for (; nowMs < 40_000; nowMs += 500) rate.add(5000);
    expect(rate.bytesPerSecond()).toBeCloseTo(10_000, -3);
  });

  it('falls when nothing comes', () => {
    let nowMs = 0;
    const rate = createTransferRate(() => nowMs);
    for (; nowMs < 5000; nowMs += 250) rate.add(250);
    const before = rate.bytesPerSecond() ?? 0;
    nowMs += 5000;
    expect(rate.bytesPerSecond() ?? 0).toBeLessThan(before * 0.6);
  });
});
