import { z } from 'zod';

/**
 * What is read of a model's JSON files. The files come from the network; the bounds are far above any Whisper model
 * and keep a hostile file from asking for absurd amounts of memory. `null` and a missing field mean the same.
 */
const size = (max: number) => z.number().int().min(1).max(max);
const token = z.number().int().min(-1).max(10_000_000);
const tokenList = z.array(token).max(100_000).nullish();
const forcedDecoderIds = z
  .array(z.tuple([z.number().int().min(0).max(1000), token.nullable()]))
  .max(1000)
  .nullish();
const tokenByText = z.record(z.string().max(100), token).nullish();
const alignmentHeads = z
  .array(z.tuple([z.number().int().min(0), z.number().int().min(0)]))
  .max(10_000)
  .nullish();

export const modelConfigSchema = z.object({
  model_type: z.string().max(100).nullish(),
  d_model: size(16_384),
  encoder_layers: size(256),
  decoder_layers: size(256),
  encoder_attention_heads: size(256),
  decoder_attention_heads: size(256),
  vocab_size: size(1_000_000),
  num_mel_bins: size(512).default(80),
  max_source_positions: size(6000).default(1500),
  max_target_positions: size(8192).default(448),
  max_length: size(8192).nullish(),
  decoder_start_token_id: token.nullish(),
  eos_token_id: z.union([token, z.array(token).min(1).max(100)]).nullish(),
  forced_decoder_ids: forcedDecoderIds,
  suppress_tokens: tokenList,
  begin_suppress_tokens: tokenList,
  median_filter_width: z.number().int().min(1).max(99).nullish(),
  alignment_heads: alignmentHeads,
});
export type ModelConfigFile = z.infer<typeof modelConfigSchema>;

export const generationConfigSchema = z.object({
  decoder_start_token_id: token.nullish(),
  eos_token_id: z.union([token, z.array(token).min(1).max(100)]).nullish(),
  prev_sot_token_id: token.nullish(),
  no_timestamps_token_id: token.nullish(),
  is_multilingual: z.boolean().nullish(),
  lang_to_id: tokenByText,
  task_to_id: tokenByText,
  forced_decoder_ids: forcedDecoderIds,
  suppress_tokens: tokenList,
  begin_suppress_tokens: tokenList,
  alignment_heads: alignmentHeads,
  max_initial_timestamp_index: z.number().int().min(0).max(100_000).nullable().optional(),
  max_length: size(8192).nullish(),
  median_filter_width: z.number().int().min(1).max(99).nullish(),
});
export type GenerationConfigFile = z.infer<typeof generationConfigSchema>;

/** Defaults are those of `WhisperFeatureExtractor` in Hugging Face transformers. */
export const preprocessorConfigSchema = z.object({
  feature_size: size(512).optional(),
  n_fft: size(8192).default(400),
  hop_length: size(8192).default(160),
  sampling_rate: size(192_000).default(16_000),
  chunk_length: z.number().positive().max(60).default(30),
});
export type PreprocessorConfigFile = z.infer<typeof preprocessorConfigSchema>;
