import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WhisperConfig, loadWhisperConfig } from './modelConfig.ts';
import type { ParsedFiles } from './modelJson.ts';
import { type WhisperTokenizer, loadTokenizer } from './tokenizer.ts';

const starter = join(import.meta.dirname, '../../../assets/models/earshot-starter');

describe('WhisperTokenizer', () => {
  let folder = '';
  let config: WhisperConfig;
  let tokenizer: WhisperTokenizer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'earshot-tokenizer-'));
    config = await loadWhisperConfig(starter);
    tokenizer = await loadTokenizer(starter, config);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('encodes text into the tokens of the vocabulary', () => {
    const tokens = tokenizer.encode(' the meeting');
    expect(tokens.map((token) => tokenizer.decode([token]))).toEqual([' the', ' meeting']);
    expect(tokenizer.encode('')).toEqual([]);
  });

  it.each([
    ' Hello, world!',
    "it's  we'll\n\tnow 2024",
    ' 你好 😀 naïve Ünï',
    '\u{feff}a\u{85}b \u{3000} ',
    'ع م',
  ])('gives %j back', (text) => {
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it('encodes what looks like a marker as text', () => {
    const tokens = tokenizer.encode('<|endoftext|>');
    expect(Math.max(...tokens)).toBeLessThan(config.eot);
    expect(tokenizer.decode(tokens)).toBe('<|endoftext|>');
  });

  it('decodes half a character as U+FFFD', () => {
    const [first = 0, ...rest] = tokenizer.encode('😀');
    expect(tokenizer.decode([first])).toBe('\u{fffd}');
    expect(tokenizer.decode(rest)).toBe('\u{fffd}'.repeat(rest.length));
  });

  it('leaves markers out and writes timestamps on request', () => {
    const [the = 0] = tokenizer.encode(' the');
    const tokens = [config.sot, config.timestampBegin, the, config.timestampBegin + 54, config.eot, 999_999];
    expect(tokenizer.decode(tokens.slice(0, 5))).toBe(' the');
    expect(tokenizer.decode(tokens.slice(0, 5), { timestamps: true })).toBe('<|0.00|> the<|1.08|>');
    expect(tokenizer.decode(tokens)).toBe(' the');
  });

  it('splits at spaces and punctuation', () => {
    const { words, tokenGroups } = tokenizer.splitToWords(tokenizer.encode(" We're done, thanks."), 'en');
    expect(words).toEqual([' We', "'re", ' done', ',', ' thanks', '.']);
    expect(tokenGroups.flat()).toEqual(tokenizer.encode(" We're done, thanks."));
  });

  it('splits between characters in languages without spaces', () => {
    const tokens = tokenizer.encode('你好😀');
    const { words, tokenGroups } = tokenizer.splitToWords(tokens, 'zh');
    expect(words).toEqual(['你', '好', '😀']);
    expect(tokenGroups.flat()).toEqual(tokens);
    expect(tokenizer.splitToWords(tokens, 'en').words).toEqual(['你好😀']);
  });

  it('keeps every token when a character is cut off', () => {
    const tokens = [...tokenizer.encode(' the').slice(0, 1), ...tokenizer.encode('😀').slice(0, 2)];
    const { words, tokenGroups } = tokenizer.splitToWords(tokens, 'zh');
    expect(words).toEqual([' the', '\u{fffd}', '\u{fffd}']);
    expect(tokenGroups.flat()).toEqual(tokens);
  });

  it('reads tokenizer.json alone, with merges in either notation', async () => {
    await cp(join(starter, 'tokenizer.json'), join(folder, 'tokenizer.json'));
    const alone = await loadTokenizer(folder, config);
    expect(alone.encode(' the meeting')).toEqual(tokenizer.encode(' the meeting'));
    await writeFile(
      join(folder, 'tokenizer.json'),
      '{"model":{"type":"BPE","vocab":{"a":0,"b":1,"c":2,"ab":3,"abc":4},"merges":[["a","b"],["ab","c"]]}}',
    );
    const small = await loadTokenizer(folder, config);
    expect(small.encode('abcab')).toEqual([4, 3]);
  });

  it('merges the pair of the lowest rank first', async () => {
    const vocab = '{"a":0,"b":1,"c":2,"ab":3,"bc":4}';
    const write = (merges: string) =>
      writeFile(join(folder, 'tokenizer.json'), `{"model":{"vocab":${vocab},"merges":${merges}}}`);
    await write('["a b","b c"]');
    expect((await loadTokenizer(folder, config)).encode('abc')).toEqual([3, 2]);
    await write('["b c","a b"]');
    expect((await loadTokenizer(folder, config)).encode('abc')).toEqual([0, 4]);
  });

  it('takes what was parsed already instead of the file', async () => {
    await cp(join(starter, 'tokenizer.json'), join(folder, 'tokenizer.json'));
    const parsed: ParsedFiles = new Map();
    const first = await loadTokenizer(folder, config, parsed);
    await rm(join(folder, 'tokenizer.json'));
    const second = await loadTokenizer(folder, config, parsed);
    expect(second.encode(' the meeting')).toEqual(first.encode(' the meeting'));
  });

  it('takes long words without spaces', () => {
    const text = 'ab'.repeat(20_000);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it.each([
    ['{"model":{"type":"WordPiece","vocab":{},"merges":[]}}', 'model.type'],
    ['{"model":{"vocab":{"a":-1},"merges":[]}}', 'a'],
    ['{"model":{"vocab":[],"merges":[]}}', 'model.vocab'],
  ])('refuses %s', async (content, field) => {
    await writeFile(join(folder, 'tokenizer.json'), content);
    await expect(loadTokenizer(folder, config)).rejects.toMatchObject({
      code: 'model-incompatible',
      details: { file: 'tokenizer.json', field },
    });
  });

  it('names the file that is missing', async () => {
    await expect(loadTokenizer(join(folder, 'none'), config)).rejects.toMatchObject({
      code: 'model-missing',
      details: { file: 'tokenizer.json' },
    });
  });
});
