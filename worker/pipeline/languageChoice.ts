import type { Recognizer, RecognizerChunk } from '../asr/recognizer.ts';
import type { AbortSignalLike, TranscribeOptions } from '../contract/index.ts';

/** Decides once which language a file is in. */
export interface LanguageChoice {
  /** The language of the whole file, as soon as it is known; null while it is not, and where it changes per chunk. */
  readonly chosen: string | null;
  /** What to tell the recognizer for the next chunks: a code, or `auto` to detect it for each of them. */
  choose(chunks: readonly RecognizerChunk[]): Promise<string>;
}

/**
 * With `auto` and detection per file the first chunks of speech decide, as openai/whisper's transcribe.py does with
 * the first 30 s; `resumed` is what an earlier run decided.
 */
export function createLanguageChoice(
  { language, languageDetection }: Pick<TranscribeOptions, 'language' | 'languageDetection'>,
  recognizer: Pick<Recognizer, 'detectLanguage'>,
  resumed: string | null,
  signal: AbortSignalLike,
): LanguageChoice {
  let chosen = language === 'auto' ? resumed : language;
  return {
    get chosen() {
      return chosen;
    },
    async choose(chunks) {
      if (language === 'auto' && languageDetection === 'chunk') return 'auto';
      if (chosen === null) {
        const probabilities = Object.entries(await recognizer.detectLanguage(chunks, signal));
        const [best] = probabilities.sort(([, a], [, b]) => b - a);
        chosen = best?.[0] ?? 'en';
      }
      return chosen;
    },
  };
}
