import { describe, expect, it } from 'vitest';
import { DEFAULT_TRANSCRIBE_OPTIONS } from '../contract/index.ts';
import { optionsKey } from './optionsKey.ts';

describe('optionsKey', () => {
  const key = optionsKey(DEFAULT_TRANSCRIBE_OPTIONS, 'model-a');

  it('does not depend on the order of the fields or on the device', () => {
    const reversed = Object.fromEntries(
      Object.entries(DEFAULT_TRANSCRIBE_OPTIONS).reverse(),
    ) as typeof DEFAULT_TRANSCRIBE_OPTIONS;
    expect(optionsKey({ ...reversed, device: 'webgpu' }, 'model-a')).toBe(key);
  });

  it.each([
    ['prompt', { prompt: 'Kepler' }],
    ['hotwords', { hotwords: ['Kepler'] }],
    ['beam size', { beamSize: 5 }],
    ['stream', { streamIndex: 1 }],
    ['task', { task: 'translate' as const }],
  ])('changes with the %s', (_name, change) => {
    expect(optionsKey({ ...DEFAULT_TRANSCRIBE_OPTIONS, ...change }, 'model-a')).not.toBe(key);
  });

  it('changes with the content of the model', () => {
    expect(optionsKey(DEFAULT_TRANSCRIBE_OPTIONS, 'model-b')).not.toBe(key);
  });
});
