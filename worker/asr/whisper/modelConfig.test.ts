import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadWhisperConfig } from './modelConfig.ts';

const starter = join(import.meta.dirname, '../../../assets/models/earshot-starter');
const fixture = (name: string) => join(import.meta.dirname, '__fixtures__', name);

describe('loadWhisperConfig', () => {
  it('reads the starter model', async () => {
    expect(await loadWhisperConfig(starter)).toMatchObject({
      melBins: 80,
      vocabSize: 2510,
      eot: 1000,
      sot: 1001,
      sotPrev: 1006,
      noSpeech: 1007,
      noTimestamps: 1008,
      timestampBegin: 1009,
      timestampStep: 0.02,
      languages: new Map([['en', 1002]]),
      beginSuppressTokens: [220],
      alignmentHeads: [
        [1, 0],
        [1, 1],
      ],
      maxInitialTimestampIndex: 1500,
    });
  });

  it('reads every field of a multilingual model with 128 mels', async () => {
    expect(await loadWhisperConfig(fixture('large-v3'))).toEqual({
      dModel: 1280,
      encoderLayers: 32,
      decoderLayers: 32,
      encoderHeads: 20,
      decoderHeads: 20,
      vocabSize: 51866,
      melBins: 128,
      nFft: 400,
      hopLength: 160,
      sampleRate: 16000,
      chunkSeconds: 30,
      maxSourcePositions: 1500,
      maxTargetPositions: 448,
      maxLength: 448,
      isMultilingual: true,
      eot: 50257,
      sot: 50258,
      sotPrev: 50362,
      noTimestamps: 50364,
      noSpeech: 50363,
      timestampBegin: 50365,
      timestampStep: 0.02,
      transcribe: 50360,
      translate: 50359,
      languages: new Map([
        ['en', 50259],
        ['zh', 50260],
        ['de', 50261],
        ['haw', 50352],
        ['yue', 50358],
      ]),
      suppressTokens: [1, 2, 7, 50258, 50359, 50360, 50361, 50362, 50363],
      beginSuppressTokens: [220, 50257],
      alignmentHeads: [
        [7, 0],
        [10, 17],
        [12, 18],
        [13, 12],
        [16, 1],
        [17, 14],
        [19, 11],
        [21, 4],
        [24, 1],
        [25, 6],
      ],
      maxInitialTimestampIndex: 50,
      medianFilterWidth: 7,
    });
  });

  it('derives what an English-only export of 2022 leaves out', async () => {
    const config = await loadWhisperConfig(fixture('tiny.en'));
    expect(config).toMatchObject({
      isMultilingual: false,
      languages: new Map(),
      eot: 50256,
      sot: 50257,
      sotPrev: 50360,
      noSpeech: 50361,
      noTimestamps: 50362,
      timestampBegin: 50363,
      maxInitialTimestampIndex: 50,
      medianFilterWidth: 7,
    });
    expect(config.alignmentHeads).toHaveLength(12);
    expect(config.alignmentHeads[0]).toEqual([2, 0]);
    expect(config.alignmentHeads[11]).toEqual([3, 5]);
  });

  it("replaces a teacher's alignment heads and keeps the end of text possible", async () => {
    const config = await loadWhisperConfig(fixture('distil-large-v2'));
    expect(config).toMatchObject({
      isMultilingual: true,
      languages: new Map([
        ['en', 50259],
        ['de', 50261],
      ]),
      transcribe: 50359,
      translate: 50358,
      suppressTokens: [1, 2, 50256],
      beginSuppressTokens: [],
      maxLength: 225,
      maxInitialTimestampIndex: null,
    });
    expect(new Set(config.alignmentHeads.map(([layer]) => layer))).toEqual(new Set([1]));
  });

  describe('with a copy of a model', () => {
    let folder = '';
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'earshot-config-'));
      await cp(fixture('large-v3'), folder, { recursive: true });
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it('names the file that is missing', async () => {
      await rm(join(folder, 'config.json'));
      await expect(loadWhisperConfig(folder)).rejects.toMatchObject({
        code: 'model-missing',
        details: { file: 'config.json', folder },
      });
    });

    it.each([
      ['config.json', '{', ''],
      ['config.json', '[]', ''],
      ['config.json', '{"d_model":1e12}', 'd_model'],
      ['preprocessor_config.json', '{"sampling_rate":8000,"feature_size":128}', 'sampling_rate'],
      ['preprocessor_config.json', '{"feature_size":80}', 'feature_size'],
      ['preprocessor_config.json', '{"chunk_length":10}', 'chunk_length'],
      ['generation_config.json', '{"alignment_heads":[[0]]}', 'alignment_heads.0'],
      ['generation_config.json', '{"eos_token_id":50365}', 'no_timestamps_token_id'],
      ['generation_config.json', '{"is_multilingual":"yes"}', 'is_multilingual'],
    ])('names the field at fault: %s %s', async (file, content, field) => {
      await writeFile(join(folder, file), content);
      await expect(loadWhisperConfig(folder)).rejects.toMatchObject({
        code: 'model-incompatible',
        details: { file, field },
      });
    });

    it('refuses a model without special tokens', async () => {
      await rm(join(folder, 'added_tokens.json'));
      await rm(join(folder, 'generation_config.json'));
      await expect(loadWhisperConfig(folder)).rejects.toMatchObject({
        code: 'model-incompatible',
        details: { field: 'no_timestamps_token_id' },
      });
    });

    it('takes each alignment head once, and only those the decoder has', async () => {
      const heads = [
        [3, 4],
        [32, 0],
        [3, 4],
        [0, 20],
        [31, 19],
      ];
      await writeFile(
        join(folder, 'generation_config.json'),
        JSON.stringify({ alignment_heads: heads, lang_to_id: { '<|en|>': 50259 } }),
      );
      const config = await loadWhisperConfig(folder);
      expect(config.alignmentHeads).toEqual([
        [3, 4],
        [31, 19],
      ]);
      expect(config.isMultilingual).toBe(true);
    });

    it('reads added tokens anew when their file has changed', async () => {
      const file = join(folder, 'added_tokens.json');
      const tokens = { '<|startoftranscript|>': 50258, '<|0.00|>': 50365 };
      for (const noSpeech of [50363, 50362, 50363]) {
        await writeFile(file, JSON.stringify({ ...tokens, '<|nospeech|>': noSpeech }));
        expect(await loadWhisperConfig(folder)).toMatchObject({ noSpeech });
      }
    });

    it('finds special tokens that only tokenizer.json lists', async () => {
      await rm(join(folder, 'added_tokens.json'));
      const added = [
        { id: 50258, content: '<|startoftranscript|>' },
        { id: 50363, content: '<|nospeech|>' },
      ];
      await writeFile(join(folder, 'tokenizer.json'), JSON.stringify({ added_tokens: added }));
      expect(await loadWhisperConfig(folder)).toMatchObject({ noSpeech: 50363, timestampBegin: 50365 });
    });
  });
});
