import { describe, expect, it } from 'vitest';
import { listCatalog } from './listCatalog.ts';
import { recommendModels } from './recommendModels.ts';

function estimateOf(modelId: string, speeds: Readonly<Record<string, number>>) {
  const models = listCatalog({ models: [], speeds: new Map(Object.entries(speeds)), recommended: [] });
  return models.find((model) => model.modelId === modelId)?.estimate;
}

describe('the time that an hour takes', () => {
  it('is measured where the model was used', () => {
    expect(estimateOf('whisper-base', { 'whisper-base': 0.1 })).toEqual({
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

  it('is not known before anything of a known size was used', () => {
    expect(estimateOf('whisper-base', { 'earshot-starter': 0.01 })).toBeNull();
    expect(estimateOf('silero-vad', { 'whisper-base': 0.1 })).toBeNull();
  });
});

describe('the recommendation', () => {
  it.each([
    [{ memoryBytes: 4e9, cores: 16 }, ['whisper-base']],
    [{ memoryBytes: 64e9, cores: 2 }, ['whisper-base']],
    [{ memoryBytes: 8e9, cores: 8 }, ['whisper-small']],
    [{ memoryBytes: 32e9, cores: 16 }, ['whisper-large-v3-turbo']],
  ])('for %j is %j', (computer, modelIds) => {
    expect(recommendModels(computer)).toEqual(modelIds);
    const known = listCatalog({ models: [], speeds: new Map(), recommended: modelIds });
    expect(known.filter(({ isRecommended }) => isRecommended).map(({ modelId }) => modelId)).toEqual(
      modelIds,
    );
  });
});
