import { describe, expect, it } from 'vitest';
import { DEFAULT_TRANSCRIBE_OPTIONS } from '../contract/index.ts';
import { assertSuitable } from './assertSuitable.ts';

const ENGLISH_ONLY = { languages: ['en'], canTranslate: false };
const MULTILINGUAL = { languages: ['en', 'de', 'fr'], canTranslate: true };
const TRANSCRIBES_ONLY = { languages: ['en', 'de', 'fr'], canTranslate: false };
const model = 'whisper-tiny';

describe('what a model can be asked to do', () => {
  it.each([
    ['a language it knows', MULTILINGUAL, { language: 'fr' }],
    ['to detect the language', ENGLISH_ONLY, { language: 'auto' }],
    ['to translate, if it can', MULTILINGUAL, { task: 'translate' as const }],
    ['to translate English into English', ENGLISH_ONLY, { task: 'translate' as const }],
  ])('includes %s', (_name, info, options) => {
    expect(() => {
      assertSuitable(info, { ...DEFAULT_TRANSCRIBE_OPTIONS, model, ...options });
    }).not.toThrow();
  });

  it('does not include a language it does not know', () => {
    expect(() => {
      assertSuitable(ENGLISH_ONLY, { ...DEFAULT_TRANSCRIBE_OPTIONS, model, language: 'fr' });
    }).toThrow(expect.objectContaining({ code: 'model-unsuitable', details: { model, language: 'fr' } }));
  });

  it('does not include a translation it was not made for', () => {
    expect(() => {
      assertSuitable(TRANSCRIBES_ONLY, { ...DEFAULT_TRANSCRIBE_OPTIONS, model, task: 'translate' });
    }).toThrow(expect.objectContaining({ code: 'model-unsuitable', details: { model } }));
  });
});
