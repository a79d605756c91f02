import { describe, expect, it } from 'vitest';
import type { WhisperConfig } from './modelConfig.ts';
import { type PromptRequest, buildPromptTokens } from './prompt.ts';

const config = {
  maxTargetPositions: 16,
  isMultilingual: true,
  sot: 101,
  sotPrev: 102,
  noTimestamps: 103,
  transcribe: 104,
  translate: 105,
  languages: new Map([
    ['en', 106],
    ['de', 107],
  ]),
} as unknown as WhisperConfig;

/** One token per character: its code. */
const tokenizer = { encode: (text: string) => Array.from(text, (character) => character.charCodeAt(0)) };

function build(request: Partial<PromptRequest>) {
  return buildPromptTokens({
    config,
    tokenizer,
    language: 'de',
    task: 'transcribe',
    timestamps: true,
    prompt: '',
    hotwords: [],
    ...request,
  });
}
const codes = tokenizer.encode;

describe('buildPromptTokens', () => {
  it('names language and task, and asks for no timestamps when none are wanted', () => {
    expect(build({})).toEqual({ tokens: [101, 107, 104], sotIndex: 0 });
    expect(build({ task: 'translate', timestamps: false })).toEqual({
      tokens: [101, 107, 105, 103],
      sotIndex: 0,
    });
  });

  it('leaves language and task out for an English-only model', () => {
    const english = { ...config, isMultilingual: false };
    expect(build({ config: english, timestamps: false })).toEqual({ tokens: [101, 103], sotIndex: 0 });
    expect(() => build({ config: english, task: 'translate' })).toThrow(
      expect.objectContaining({ code: 'invalid-request', details: { task: 'translate' } }),
    );
  });

  it('keeps the end of a long prompt', () => {
    expect(build({ prompt: ' abcdefghij\n' })).toEqual({
      tokens: [102, ...codes('defghij'), 101, 107, 104],
      sotIndex: 8,
    });
  });

  it('gives hotwords the first place and the prompt what they leave', () => {
    expect(build({ hotwords: ['x', ' ', 'y '], prompt: 'abc' }).tokens).toEqual([
      102,
      ...codes(' x, y'),
      ...codes('bc'),
      101,
      107,
      104,
    ]);
    expect(build({ hotwords: ['abcdefghij'], prompt: 'k' }).tokens).toEqual([
      102,
      ...codes(' abcdef'),
      101,
      107,
      104,
    ]);
  });

  it('does without earlier text when the model has no token for it', () => {
    expect(build({ config: { ...config, sotPrev: null }, prompt: 'abc' })).toEqual({
      tokens: [101, 107, 104],
      sotIndex: 0,
    });
  });

  it('refuses a language that the model does not have', () => {
    expect(() => build({ language: 'tlh' })).toThrow(
      expect.objectContaining({ code: 'invalid-request', details: { language: 'tlh' } }),
    );
  });
});
