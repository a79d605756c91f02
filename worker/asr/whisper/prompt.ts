import type { WhisperConfig } from './modelConfig.ts';
import type { WhisperTokenizer } from './tokenizer.ts';
import { AppError } from '../../contract/index.ts';

export interface PromptRequest {
  readonly config: WhisperConfig;
  readonly tokenizer: Pick<WhisperTokenizer, 'encode'>;
  /** Whisper language code; of no effect on an English-only model. */
  readonly language: string;
  readonly task: 'transcribe' | 'translate';
  readonly timestamps: boolean;
  /** Text spoken before the chunk, or written in the style wanted; its end is what matters. */
  readonly prompt: string;
  /** Words and names to expect; the first ones are kept when there are too many. */
  readonly hotwords: readonly string[];
}

export interface PromptTokens {
  readonly tokens: readonly number[];
  /** Position of `sot` in `tokens`: its logits hold the language and no-speech probabilities. */
  readonly sotIndex: number;
}

/**
 * The tokens a decoder starts from: `sotPrev` with hotwords and earlier text if there are any, then `sot`, language,
 * task, and `noTimestamps` when no timestamps are wanted. Order and limits as in faster-whisper (transcribe.py,
 * get_prompt), except that hotwords and earlier text share one budget of `maxTargetPositions / 2 - 1` tokens, so that
 * half of the positions always remain for the result.
 *
 * Throws `invalid-request` for a language or task that the model does not have.
 */
export function buildPromptTokens(request: PromptRequest): PromptTokens {
  const { config } = request;
  const previous = buildPreviousTokens(request);
  const tokens = [...previous, config.sot];
  if (config.isMultilingual) tokens.push(languageToken(request), taskToken(request));
  else if (request.task === 'translate') throw unsupported('task', 'translate');
  if (!request.timestamps) tokens.push(config.noTimestamps);
  return { tokens, sotIndex: previous.length };
}

function buildPreviousTokens({ config, tokenizer, prompt, hotwords }: PromptRequest): number[] {
  if (config.sotPrev === null) return [];
  const budget = Math.floor(config.maxTargetPositions / 2) - 1;
  const tokens = encodeWords(
    tokenizer,
    hotwords
      .map((word) => word.trim())
      .filter(Boolean)
      .join(', '),
  ).slice(0, budget);
  const earlier = encodeWords(tokenizer, prompt);
  tokens.push(...earlier.slice(Math.max(0, earlier.length - (budget - tokens.length))));
  return tokens.length === 0 ? [] : [config.sotPrev, ...tokens];
}

/** Whisper's text begins with a space at the beginning of a word, also at the beginning of a segment. */
function encodeWords(tokenizer: Pick<WhisperTokenizer, 'encode'>, text: string): number[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : [...tokenizer.encode(` ${trimmed}`)];
}

function languageToken({ config, language }: PromptRequest): number {
  const token = config.languages.get(language);
  if (token === undefined) throw unsupported('language', language);
  return token;
}

function taskToken({ config, task }: PromptRequest): number {
  const token = task === 'translate' ? config.translate : config.transcribe;
  if (token === null) throw unsupported('task', task);
  return token;
}

function unsupported(field: string, value: string): AppError {
  return new AppError('invalid-request', `the model has no ${field} ${value}`, {
    details: { [field]: value },
  });
}
