import {
  type GenerationConfigFile,
  type ModelConfigFile,
  type PreprocessorConfigFile,
  generationConfigSchema,
  modelConfigSchema,
  preprocessorConfigSchema,
} from './modelConfigSchema.ts';
import { incompatibleModel, missingModelFile, type ParsedFiles, readModelJson } from './modelJson.ts';
import { loadSpecialTokens } from './specialTokens.ts';

/** Everything the engine knows about a model, read from the model's own files. Token fields are ids below `vocabSize`. */
export interface WhisperConfig {
  readonly dModel: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly encoderHeads: number;
  readonly decoderHeads: number;
  readonly vocabSize: number;
  readonly melBins: number;
  /** Samples per FFT; even. */
  readonly nFft: number;
  /** Samples from one mel frame to the next. */
  readonly hopLength: number;
  /** Hz; always 16,000. */
  readonly sampleRate: number;
  /** Length of the encoder's window. */
  readonly chunkSeconds: number;
  /** Encoder positions in a window; mel frames are twice as many. */
  readonly maxSourcePositions: number;
  /** Most tokens the decoder can hold, prompt included. */
  readonly maxTargetPositions: number;
  /** Most tokens to decode, prompt included; at most `maxTargetPositions`. */
  readonly maxLength: number;
  readonly isMultilingual: boolean;
  readonly eot: number;
  readonly sot: number;
  readonly sotPrev: number | null;
  readonly noTimestamps: number;
  readonly noSpeech: number | null;
  /** `<|0.00|>`. The vocabulary is in the order text, `eot`, markers such as `sot`, timestamps. */
  readonly timestampBegin: number;
  /** Seconds from one timestamp token, and one encoder position, to the next: 0.02 in published models. */
  readonly timestampStep: number;
  readonly transcribe: number | null;
  readonly translate: number | null;
  /** Whisper language code -> token; empty for an English-only model. */
  readonly languages: ReadonlyMap<string, number>;
  /** Never generated; does not hold `eot`, so that every sequence can end. */
  readonly suppressTokens: readonly number[];
  /** Not generated as the first token. */
  readonly beginSuppressTokens: readonly number[];
  /** [decoder layer, head] pairs whose cross-attention follows the time of words. */
  readonly alignmentHeads: readonly (readonly [layer: number, head: number])[];
  /** Greatest first timestamp, in timestamp steps; null for no limit. */
  readonly maxInitialTimestampIndex: number | null;
  /** Odd. */
  readonly medianFilterWidth: number;
}

/** 1 s in steps of 0.02 s: `max_initial_timestamp` of openai/whisper's DecodingOptions. */
const DEFAULT_MAX_INITIAL_TIMESTAMP_INDEX = 50;

/** openai/whisper model.py: multilingual vocabularies have at least this many tokens, English-only ones 51,864. */
const SMALLEST_MULTILINGUAL_VOCABULARY = 51_865;

const DEFAULT_MEDIAN_FILTER_WIDTH = 7;

/**
 * Reads config.json, generation_config.json, preprocessor_config.json and the tokenizer's special tokens. Older exports
 * lack fields of generation_config.json; these are derived from the text of the special tokens.
 *
 * Throws `model-missing` when config.json is not there, `model-incompatible` with the file and field when a file is
 * broken or describes something other than a Whisper model.
 */
export async function loadWhisperConfig(folder: string, parsed?: ParsedFiles): Promise<WhisperConfig> {
  const model = await readModelJson(folder, 'config.json', modelConfigSchema);
  if (model === null) throw missingModelFile(folder, 'config.json');
  const generation = (await readModelJson(folder, 'generation_config.json', generationConfigSchema)) ?? {};
  const preprocessor =
    (await readModelJson(folder, 'preprocessor_config.json', preprocessorConfigSchema)) ??
    preprocessorConfigSchema.parse({});
  const special = await loadSpecialTokens(folder, parsed);
  return {
    ...readShape(model),
    ...readFeatures(model, preprocessor),
    ...readTokens(model, generation, special),
    maxLength: Math.min(generation.max_length ?? model.max_length ?? Infinity, model.max_target_positions),
    alignmentHeads: readAlignmentHeads(model, generation),
    maxInitialTimestampIndex:
      generation.max_initial_timestamp_index === undefined
        ? DEFAULT_MAX_INITIAL_TIMESTAMP_INDEX
        : generation.max_initial_timestamp_index,
    medianFilterWidth: readMedianFilterWidth(model, generation),
  };
}

function readShape(model: ModelConfigFile) {
  if (model.d_model % model.decoder_attention_heads !== 0) {
    throw incompatibleModel('config.json', 'decoder_attention_heads', 'does not divide d_model');
  }
  if (model.d_model % model.encoder_attention_heads !== 0) {
    throw incompatibleModel('config.json', 'encoder_attention_heads', 'does not divide d_model');
  }
  return {
    dModel: model.d_model,
    encoderLayers: model.encoder_layers,
    decoderLayers: model.decoder_layers,
    encoderHeads: model.encoder_attention_heads,
    decoderHeads: model.decoder_attention_heads,
    vocabSize: model.vocab_size,
    maxSourcePositions: model.max_source_positions,
    maxTargetPositions: model.max_target_positions,
  };
}

function readFeatures(model: ModelConfigFile, preprocessor: PreprocessorConfigFile) {
  const file = 'preprocessor_config.json';
  const {
    n_fft: nFft,
    hop_length: hopLength,
    sampling_rate: sampleRate,
    chunk_length: chunkSeconds,
  } = preprocessor;
  if (sampleRate !== 16_000) throw incompatibleModel(file, 'sampling_rate', 'is not 16000');
  if (nFft % 2 !== 0) throw incompatibleModel(file, 'n_fft', 'is odd');
  if (hopLength > nFft) throw incompatibleModel(file, 'hop_length', 'is greater than n_fft');
  if ((preprocessor.feature_size ?? model.num_mel_bins) !== model.num_mel_bins) {
    throw incompatibleModel(file, 'feature_size', 'differs from num_mel_bins of config.json');
  }
  // The second convolution of the encoder halves the number of mel frames.
  if ((chunkSeconds * sampleRate) / hopLength !== model.max_source_positions * 2) {
    throw incompatibleModel(file, 'chunk_length', 'does not fit max_source_positions of config.json');
  }
  return {
    melBins: model.num_mel_bins,
    nFft,
    hopLength,
    sampleRate,
    chunkSeconds,
    timestampStep: chunkSeconds / model.max_source_positions,
  };
}

function readTokens(
  model: ModelConfigFile,
  generation: GenerationConfigFile,
  special: ReadonlyMap<string, number>,
) {
  const file = 'generation_config.json';
  const isToken = (id: number | null | undefined): id is number =>
    id !== null && id !== undefined && id >= 0 && id < model.vocab_size;
  const find = (...candidates: (number | null | undefined)[]): number | null =>
    candidates.find(isToken) ?? null;
  const need = (field: string, ...candidates: (number | null | undefined)[]): number => {
    const found = find(...candidates);
    if (found === null) throw incompatibleModel(file, field, 'no such token in the vocabulary');
    return found;
  };

  const eot = need(
    'eos_token_id',
    first(generation.eos_token_id),
    first(model.eos_token_id),
    special.get('<|endoftext|>'),
  );
  const sot = need(
    'decoder_start_token_id',
    generation.decoder_start_token_id,
    model.decoder_start_token_id,
    special.get('<|startoftranscript|>'),
  );
  const noTimestamps = need(
    'no_timestamps_token_id',
    generation.no_timestamps_token_id,
    special.get('<|notimestamps|>'),
  );
  // English-only vocabularies of 2022 list no timestamp tokens: they simply follow <|notimestamps|>.
  const timestampBegin = need('timestamp_begin', special.get('<|0.00|>'), noTimestamps + 1);
  if (sot <= eot || noTimestamps <= eot || timestampBegin <= Math.max(sot, noTimestamps)) {
    throw incompatibleModel(
      file,
      'no_timestamps_token_id',
      'not in the order text, end, markers, timestamps',
    );
  }
  const isMultilingual = readIsMultilingual(model, generation);
  const suppress = (list: readonly number[] | null | undefined): number[] => (list ?? []).filter(isToken);
  return {
    eot,
    sot,
    noTimestamps,
    timestampBegin,
    isMultilingual,
    sotPrev: find(generation.prev_sot_token_id, special.get('<|startofprev|>')),
    noSpeech: find(special.get('<|nospeech|>'), special.get('<|nocaptions|>')),
    transcribe: find(generation.task_to_id?.['transcribe'], special.get('<|transcribe|>')),
    translate: find(generation.task_to_id?.['translate'], special.get('<|translate|>')),
    languages: isMultilingual ? readLanguages(generation, special, isToken) : new Map<string, number>(),
    suppressTokens: suppress(generation.suppress_tokens ?? model.suppress_tokens).filter((id) => id !== eot),
    beginSuppressTokens: suppress(generation.begin_suppress_tokens ?? model.begin_suppress_tokens),
  };
}

function readIsMultilingual(model: ModelConfigFile, generation: GenerationConfigFile): boolean {
  if (typeof generation.is_multilingual === 'boolean') return generation.is_multilingual;
  if (generation.lang_to_id) return Object.keys(generation.lang_to_id).length > 0;
  // [[1, language], [2, task], [3, notimestamps]] against [[1, notimestamps]].
  const forced = generation.forced_decoder_ids ?? model.forced_decoder_ids;
  if (forced) return forced.length > 1;
  return model.vocab_size >= SMALLEST_MULTILINGUAL_VOCABULARY;
}

function readLanguages(
  generation: GenerationConfigFile,
  special: ReadonlyMap<string, number>,
  isToken: (id: number) => boolean,
): ReadonlyMap<string, number> {
  const listed = Object.entries(generation.lang_to_id ?? {});
  const languages = new Map<string, number>();
  for (const [text, id] of listed.length > 0 ? listed : special) {
    // Language tokens are the only special tokens of two or three letters.
    const code = /^<\|([a-z]{2,3})\|>$/.exec(text)?.[1];
    if (code !== undefined && isToken(id)) languages.set(code, id);
  }
  if (languages.size === 0) {
    throw incompatibleModel('generation_config.json', 'lang_to_id', 'a multilingual model without languages');
  }
  return languages;
}

/**
 * Distilled models were published with the alignment heads of their teacher, of which some or all name layers that the
 * student does not have; those are left out. Without any, every head of the upper half of the layers is taken, as
 * openai/whisper (model.py) does for models it knows nothing about.
 */
function readAlignmentHeads(model: ModelConfigFile, generation: GenerationConfigFile): [number, number][] {
  const layers = model.decoder_layers;
  const heads = model.decoder_attention_heads;
  const seen = new Set<number>();
  const listed = (generation.alignment_heads ?? model.alignment_heads ?? []).filter(([layer, head]) => {
    const isNew = !seen.has(layer * heads + head);
    seen.add(layer * heads + head);
    return isNew && layer < layers && head < heads;
  });
  if (listed.length > 0) return listed;
  const upperHalf: [number, number][] = [];
  for (let layer = Math.floor(layers / 2); layer < layers; layer += 1) {
    for (let head = 0; head < heads; head += 1) upperHalf.push([layer, head]);
  }
  return upperHalf;
}

function readMedianFilterWidth(model: ModelConfigFile, generation: GenerationConfigFile): number {
  const width = model.median_filter_width ?? generation.median_filter_width ?? DEFAULT_MEDIAN_FILTER_WIDTH;
  if (width % 2 === 0) throw incompatibleModel('config.json', 'median_filter_width', 'is even');
  return width;
}

function first(ids: number | readonly number[] | null | undefined): number | null | undefined {
  return typeof ids === 'object' ? ids?.[0] : ids;
}
