import { describe, expect, it } from 'vitest';
import { encoderBlockRows } from './encoderAttention.ts';

const BASE = { encoderLayers: 6, encoderHeads: 8, dModel: 512, maxSourcePositions: 1500 };

describe('encoderBlockRows', () => {
  it('gives as many queries as a block may have', () => {
    expect(encoderBlockRows(BASE)).toBe(500);
    expect(encoderBlockRows({ ...BASE, encoderLayers: 32, encoderHeads: 20, dModel: 1280 })).toBe(500);
  });

  it('gives a divisor of the positions, all of them where they are few', () => {
    expect(encoderBlockRows({ ...BASE, maxSourcePositions: 1400 })).toBe(350);
    expect(encoderBlockRows({ ...BASE, maxSourcePositions: 250 })).toBe(250);
  });

  it('refuses positions that only small numbers divide, and blocks without end', () => {
    expect(encoderBlockRows({ ...BASE, maxSourcePositions: 1499 })).toBeNull();
    expect(encoderBlockRows({ ...BASE, maxSourcePositions: 50 })).toBeNull();
    expect(encoderBlockRows({ ...BASE, encoderLayers: 256, encoderHeads: 256 })).toBeNull();
  });
});
