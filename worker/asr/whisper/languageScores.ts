import { AppError } from '../../contract/index.ts';
import type { WhisperConfig } from './modelConfig.ts';

/**
 * Probability of each language from the logits after `sot`: softmax over the language tokens alone, as in
 * openai/whisper (decoding.py, detect_language). The row is `logits[offset .. offset + vocabSize)`. An English-only
 * model gives `{ en: 1 }`. Throws `inference-failed` where the logits are no numbers.
 */
export function languageScores(
  config: WhisperConfig,
  logits: Float32Array,
  offset: number,
): Readonly<Record<string, number>> {
  if (config.languages.size === 0) return { en: 1 };
  let max = -Infinity;
  for (const token of config.languages.values()) max = Math.max(max, logits[offset + token] ?? -Infinity);
  const scores: Record<string, number> = {};
  let sum = 0;
  for (const [language, token] of config.languages) {
    const score = Math.exp((logits[offset + token] ?? -Infinity) - max);
    scores[language] = score;
    sum += score;
  }
  if (!Number.isFinite(sum)) throw new AppError('inference-failed', 'The decoder gave no probabilities.');
  for (const language of Object.keys(scores)) scores[language] = (scores[language] ?? 0) / sum;
  return scores;
}
