import { expect, it } from 'vitest';
import { findCatalogEntry } from '../../models/catalog.ts';
import { scaleSpeed } from './scaleSpeed.ts';

/** What docs/performance.md has for Whisper base in int8 on two cores, in round numbers. */
const TWO_CORES = { device: 'cpu', encoderMs: 450, decoderMs: 200 } as const;

it.each([
  ['whisper-tiny', 0.92],
  ['whisper-base', 1.63],
  ['whisper-small', 5.1],
  ['whisper-medium', 15.63],
  ['whisper-large-v3-turbo', 25.45],
  ['whisper-large-v3', 30.47],
  ['distil-small.en', 4.45],
])('%s takes %f minutes for an hour', (modelId, minutes) => {
  const shape = findCatalogEntry(modelId)?.shape ?? { encoderLayers: 0, decoderLayers: 0, width: 0 };
  expect(scaleSpeed(shape, TWO_CORES) * 60).toBeCloseTo(minutes, 1);
});

it('is in proportion to what was measured', () => {
  const shape = { encoderLayers: 6, decoderLayers: 6, width: 512 };
  expect(scaleSpeed(shape, { device: 'cpu', encoderMs: 24_000, decoderMs: 0 })).toBeCloseTo(1, 9);
  expect(scaleSpeed(shape, { device: 'cpu', encoderMs: 0, decoderMs: 12_000 })).toBeCloseTo(0.5, 9);
});
