import { deflateSync } from 'node:zlib';
import type { RemovalReason } from '../../contract/index.ts';
import type { RecognizerOptions } from '../recognizer.ts';
import { isKnownPhrase, normalizePhrase } from './knownPhrases.ts';
import { findRepetition } from './repetition.ts';

/** What is known about the result of one chunk. */
export interface ChunkQuality {
  readonly compressionRatio: number;
  /** Mean over all tokens of the chunk, `eot` included. */
  readonly avgLogprob: number;
  /** 0 when the model has no such token. */
  readonly noSpeechProb: number;
}

export type QualityThresholds = Pick<
  RecognizerOptions,
  'compressionRatioThreshold' | 'logprobThreshold' | 'noSpeechThreshold'
>;

/**
 * UTF-8 size of the text divided by its deflated size (openai/whisper utils.py); text that repeats itself deflates
 * well, above 2.4 it is probably a loop. 0 for an empty text.
 */
export function compressionRatio(text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length === 0 ? 0 : bytes.length / deflateSync(bytes).length;
}

/** The decoder is sure that there is no speech and unsure of its text (openai/whisper transcribe.py). */
export function isSilence(quality: ChunkQuality, thresholds: QualityThresholds): boolean {
  return (
    quality.noSpeechProb > thresholds.noSpeechThreshold && quality.avgLogprob <= thresholds.logprobThreshold
  );
}

/**
 * Whether to decode again at the next temperature: the text repeats itself or is too unlikely, unless the chunk is
 * silence anyway (openai/whisper transcribe.py, decode_with_fallback).
 */
export function needsFallback(quality: ChunkQuality, thresholds: QualityThresholds): boolean {
  if (isSilence(quality, thresholds)) return false;
  return (
    quality.compressionRatio > thresholds.compressionRatioThreshold ||
    quality.avgLogprob < thresholds.logprobThreshold
  );
}

/**
 * People repeat a word or a sentence a few times; a decoder in a loop goes on until it runs out of tokens. A segment is
 * a loop when a unit of at most 20 words stands there at least this often and fills half of the segment, and its text
 * exceeds the published compression ratio as well. A sentence that fills whole segments is a loop from the same count.
 */
const LOOP_COUNT = 4;
const LONGEST_LOOP_WORDS = 20;

/**
 * Says for each segment of one chunk, in order, why it does not belong in the transcript, or null if it does:
 * - `no-speech`: the whole chunk is silence;
 * - `repetition`: the segment is a loop, or repeats the segment before it in a run of at least four;
 * - `known-phrase`: the chunk holds nothing but a phrase that Whisper makes up on silence, and the decoder is sure that
 *   there is no speech.
 * Nothing is dropped: the caller keeps such segments, marked.
 */
export function judgeSegments(
  texts: readonly string[],
  quality: ChunkQuality,
  thresholds: QualityThresholds,
): (Exclude<RemovalReason, 'user'> | null)[] {
  if (isSilence(quality, thresholds)) return texts.map(() => 'no-speech');
  const soundsEmpty = quality.noSpeechProb > thresholds.noSpeechThreshold;
  if (soundsEmpty && texts.every(isKnownPhrase)) return texts.map(() => 'known-phrase');
  const repeated = findRepeatedSegments(texts);
  return texts.map((text, index) => (repeated.has(index) || isLoop(text, thresholds) ? 'repetition' : null));
}

function isLoop(text: string, thresholds: QualityThresholds): boolean {
  if (compressionRatio(text.trim()) <= thresholds.compressionRatioThreshold) return false;
  const words = splitForRepetition(text);
  const repetition = findRepetition(words, LONGEST_LOOP_WORDS);
  return (
    repetition !== null &&
    repetition.count >= LOOP_COUNT &&
    repetition.count * repetition.unitLength * 2 >= words.length
  );
}

/** Words, or characters where a text has next to no spaces, as in Chinese or Thai. */
function splitForRepetition(text: string): string[] {
  const normalized = normalizePhrase(text);
  const words = normalized.split(' ');
  return normalized.length / words.length > 20 ? [...normalized] : words;
}

/** Segments of a run of equal ones, without the first, which may have been said. */
function findRepeatedSegments(texts: readonly string[]): ReadonlySet<number> {
  const normalized = texts.map(normalizePhrase);
  const repeated = new Set<number>();
  const repetition = findRepetition(normalized, 1);
  if (repetition !== null && repetition.count >= LOOP_COUNT) {
    for (let index = 1; index < repetition.count; index += 1) repeated.add(repetition.start + index);
  }
  return repeated;
}
