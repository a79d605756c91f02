import { join } from 'node:path';
import { AutoTokenizer, env } from '@huggingface/transformers';
import { describe, expect, it } from 'vitest';
import { loadWhisperConfig } from './modelConfig.ts';
import { loadTokenizer } from './tokenizer.ts';

const models = join(import.meta.dirname, '../../../assets/models');

const pieces = [
  'the meeting',
  ' budget',
  "we'll",
  "They'RE",
  ' 2024',
  '3.14',
  '  ',
  '\n\n',
  '\t',
  '...',
  ' (a)',
  '-',
  '“quote”',
  'naïve',
  'Ünïcode',
  ' Straße',
  '你好，世界',
  'ありがとう',
  ' привет',
  'مرحبا',
  'हिन्दी',
  '한국어',
  'ไทย',
  '😀',
  '👩‍👩‍👧‍👦',
  '🇩🇪',
  'e\u0301',
  '\u200b',
  '\u00a0',
  '\u3000',
  '\u2028',
  '\0',
  '<',
  '|>',
  '_x_',
  '$100',
  'ABC',
  'iPhone',
];

/** 400 strings put together from the pieces, the same in every run. */
function createStrings(): string[] {
  let state = 7;
  const next = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: 400 }, () =>
    Array.from({ length: next(12) }, () => pieces[next(pieces.length)] ?? '').join(next(2) === 0 ? '' : ' '),
  );
}

describe('WhisperTokenizer against transformers.js', () => {
  it('encodes and decodes alike, also in the middle of characters', async () => {
    env.allowRemoteModels = false;
    env.localModelPath = models;
    const reference = await AutoTokenizer.from_pretrained('earshot-starter');
    const folder = join(models, 'earshot-starter');
    const config = await loadWhisperConfig(folder);
    const tokenizer = await loadTokenizer(folder, config);
    for (const text of [...pieces, ...createStrings(), 'word '.repeat(2000)]) {
      const tokens = tokenizer.encode(text);
      expect(tokens, text).toEqual(reference.encode(text, { add_special_tokens: false }));
      expect(tokenizer.decode(tokens), text).toBe(text);
      const part = tokens.slice(1, -1);
      if (part.length === 0) continue;
      const decoded = reference.decode([...part], { clean_up_tokenization_spaces: false });
      expect(tokenizer.decode(part), text).toBe(decoded);
    }
  });
});
