import { describe, expect, it } from 'vitest';
import type { SpeedMeasurement } from '../../engine/createEngine.ts';
import { listCatalog } from './listCatalog.ts';
import type { Computer } from './recommendModels.ts';

const LARGE: Computer = { memoryBytes: 64e9, cores: 16 };
/** Whisper base in int8 on two cores, in round numbers: 1.6 minutes for an hour. */
const TWO_CORES: SpeedMeasurement = { device: 'cpu', encoderMs: 450, decoderMs: 200 };

function list(
  speeds: Readonly<Record<string, number>>,
  probe: SpeedMeasurement | null = null,
  computer: Computer = LARGE,
) {
  return listCatalog({ models: [], speeds: new Map(Object.entries(speeds)), probe, computer });
}

function estimateOf(modelId: string, ...known: Parameters<typeof list>) {
  return list(...known).find((model) => model.modelId === modelId)?.estimate;
}

function recommended(...known: Parameters<typeof list>) {
  return list(...known)
    .filter(({ isRecommended }) => isRecommended)
    .map(({ modelId }) => modelId);
}

describe('the time that an hour takes', () => {
  it('is measured where the model was used', () => {
    expect(estimateOf('whisper-base', { 'whisper-base': 0.1 }, TWO_CORES)).toEqual({
      minutesPerHour: 6,
      basis: 'measured',
    });
  });

  it('is estimated by the nearest model in size that was used', () => {
    const speeds = { 'whisper-tiny': 0.039, 'whisper-medium': 1.538 };
    expect(estimateOf('whisper-base', speeds)?.basis).toBe('estimated');
    expect(estimateOf('whisper-base', speeds)?.minutesPerHour).toBeCloseTo(0.074 * 60);
    expect(estimateOf('whisper-large-v3-turbo', speeds)?.minutesPerHour).toBeCloseTo(1.618 * 60);
  });

  it('is estimated by the probe before anything was used', () => {
    expect(estimateOf('whisper-base', {}, TWO_CORES)?.basis).toBe('estimated');
    expect(estimateOf('whisper-base', {}, TWO_CORES)?.minutesPerHour).toBeCloseTo(1.625);
    expect(estimateOf('whisper-small', {}, TWO_CORES)?.minutesPerHour).toBeCloseTo(5.1, 1);
  });

  it('grows from a model that was used as the probe says', () => {
    const speeds = { 'whisper-base': (2 * 1.625) / 60 };
    expect(estimateOf('whisper-small', speeds, TWO_CORES)?.minutesPerHour).toBeCloseTo(2 * 5.1, 1);
  });

  it('is not known before anything of a known size was used or measured', () => {
    expect(estimateOf('whisper-base', { 'earshot-starter': 0.01 })).toBeNull();
    expect(estimateOf('silero-vad', { 'whisper-base': 0.1 }, TWO_CORES)).toBeNull();
  });
});

it('says about what a download takes where that was looked up', () => {
  const sizes = new Map(list({}).map(({ modelId, approximateBytes }) => [modelId, approximateBytes]));
  expect(sizes.get('whisper-base')).toBe(77_000_000);
  expect(sizes.get('whisper-large-v3')).toBeNull();
});

describe('the recommendation', () => {
  it.each([
    [{ memoryBytes: 4e9, cores: 16 }, ['whisper-base']],
    [{ memoryBytes: 64e9, cores: 2 }, ['whisper-base']],
    [{ memoryBytes: 8e9, cores: 8 }, ['whisper-small']],
    [{ memoryBytes: 32e9, cores: 16 }, ['whisper-large-v3-turbo']],
  ])('for %j is %j while nothing was measured', (computer, modelIds) => {
    expect(recommended({}, null, computer)).toEqual(modelIds);
  });

  it.each([
    // 15.6 minutes with Whisper medium, 25.4 with turbo.
    [1, LARGE, ['whisper-medium']],
    [1, { memoryBytes: 8e9, cores: 2 }, ['whisper-small']],
    [1, { memoryBytes: 4e9, cores: 2 }, ['whisper-base']],
    [0.7, LARGE, ['whisper-large-v3-turbo']],
    [0.1, LARGE, ['whisper-large-v3']],
    [10, LARGE, ['whisper-base']],
    [100, LARGE, ['whisper-tiny']],
  ])('at %f of the time of two cores with %j is %j', (times, computer, modelIds) => {
    const probe = { device: 'cpu', encoderMs: 450 * times, decoderMs: 200 * times } as const;
    expect(recommended({}, probe, computer)).toEqual(modelIds);
  });

  it('goes by what was measured in use', () => {
    expect(recommended({ 'whisper-medium': 0.5 }, TWO_CORES)).toEqual(['whisper-small']);
  });
});
