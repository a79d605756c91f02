import { DEFAULT_RECOGNIZER_OPTIONS, type RecognizerOptions } from '../asr/recognizer.ts';
import type { TranscribeOptions } from '../contract/index.ts';

/** What the person chose, resolved for the recognizer; `language` is a code, or `auto` to detect it per chunk. */
export function recognizerOptions(options: TranscribeOptions, language: string): RecognizerOptions {
  const { task, words, prompt, hotwords, beamSize } = options;
  return { ...DEFAULT_RECOGNIZER_OPTIONS, language, task, words, prompt, hotwords, beamSize };
}
