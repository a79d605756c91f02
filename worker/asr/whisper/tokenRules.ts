import type { LogitRow } from './logitRow.ts';
import type { WhisperConfig } from './modelConfig.ts';

export interface TokenRulesOptions {
  /** Whether segments are marked with timestamp tokens; without, timestamp tokens are never generated. */
  readonly timestamps: boolean;
}

export interface TokenRules {
  /** For each token 0 if it is text that may come somewhere behind the first position, else -Infinity. */
  readonly textMask: Float32Array;
  /**
   * Sets the logits of tokens that may not come next to -Infinity. `generated[0 .. count)` are the tokens generated so
   * far, without prompt; a row for `count` 0 has all logits. In a row without those of text, `textMask` has been
   * applied to what is known of text.
   */
  apply(row: LogitRow, generated: readonly number[] | Int32Array, count: number): void;
}

/**
 * What a Whisper decoder may generate next: the model's suppression lists, no special tokens other than the end, and
 * the timestamp rules of openai/whisper (decoding.py, ApplyTimestampRules): timestamps come in pairs, never decrease,
 * open every sequence no later than `maxInitialTimestampIndex`, and one is chosen whenever together they are more
 * likely than any single other token.
 */
export function createTokenRules(config: WhisperConfig, options: TokenRulesOptions): TokenRules {
  const { eot, timestampBegin, vocabSize, maxInitialTimestampIndex } = config;
  const suppressed = Int32Array.from(collectSuppressed(config));
  const suppressedFirst = Int32Array.from(config.beginSuppressTokens);

  return {
    textMask: createTextMask(eot, vocabSize, suppressed),
    apply(row, generated, count) {
      forbid(row, suppressed);
      if (count === 0) forbid(row, suppressedFirst);
      if (!options.timestamps) {
        forbidRange(row, timestampBegin, vocabSize);
        return;
      }
      if (count === 0) {
        forbidRange(row, 0, timestampBegin);
        if (maxInitialTimestampIndex !== null) {
          forbidRange(row, Math.min(timestampBegin + maxInitialTimestampIndex + 1, vocabSize), vocabSize);
        }
        return;
      }
      const lastIsTimestamp = (generated[count - 1] ?? 0) >= timestampBegin;
      const penultimateIsTimestamp = count < 2 || (generated[count - 2] ?? 0) >= timestampBegin;
      if (lastIsTimestamp && penultimateIsTimestamp) {
        forbidRange(row, timestampBegin, vocabSize);
        return;
      }
      if (lastIsTimestamp) forbidRange(row, 0, eot);
      // A closing timestamp may be repeated to open the next segment; every other one must be later than the last,
      // which gives each segment a length and keeps a sequence from standing still.
      const last = lastTimestamp(generated, count, timestampBegin);
      if (last >= 0) {
        forbidRange(row, timestampBegin, Math.min(lastIsTimestamp ? last : last + 1, vocabSize));
      }
      if (timestampsOutweighText(row, timestampBegin, vocabSize)) forbidRange(row, 0, timestampBegin);
    },
  };
}

/** Everything between the text and the timestamps is a marker that the prompt sets, never a result. */
function collectSuppressed(config: WhisperConfig): ReadonlySet<number> {
  const tokens = new Set(config.suppressTokens);
  for (let token = config.eot + 1; token < config.timestampBegin; token += 1) tokens.add(token);
  return tokens;
}

function createTextMask(eot: number, vocabSize: number, suppressed: Int32Array): Float32Array {
  const mask = new Float32Array(vocabSize).fill(-Infinity, eot);
  for (const token of suppressed) mask[token] = -Infinity;
  return mask;
}

/** Those below `firstToken` the mask has left out. */
function forbid({ logits, offset, firstToken }: LogitRow, tokens: Int32Array): void {
  for (const token of tokens) if (token >= firstToken) logits[offset + token] = -Infinity;
}

/** Forbids tokens `from .. to`, of which none, or all, are below `firstToken` and known as text only. */
function forbidRange(row: LogitRow, from: number, to: number): void {
  const { logits, offset, firstToken } = row;
  if (from < firstToken) row.text = null;
  logits.fill(-Infinity, offset + Math.max(from, firstToken), offset + to);
}

function lastTimestamp(
  generated: readonly number[] | Int32Array,
  count: number,
  timestampBegin: number,
): number {
  for (let index = count - 1; index >= 0; index -= 1) {
    const token = generated[index] ?? 0;
    if (token >= timestampBegin) return token;
  }
  return -1;
}

/** log(sum(exp(timestamps))) > max(others); softmax's denominator is common to both sides and left out. */
function timestampsOutweighText(
  { logits, offset, firstToken, text }: LogitRow,
  timestampBegin: number,
  vocabSize: number,
): boolean {
  const firstTimestamp = offset + timestampBegin;
  const end = offset + vocabSize;
  let maxText = text?.max ?? -Infinity;
  for (let index = offset + firstToken; index < firstTimestamp; index += 1) {
    const logit = logits[index] ?? -Infinity;
    if (logit > maxText) maxText = logit;
  }
  let maxTimestamp = -Infinity;
  for (let index = firstTimestamp; index < end; index += 1) {
    const logit = logits[index] ?? -Infinity;
    if (logit > maxTimestamp) maxTimestamp = logit;
  }
  if (maxTimestamp === -Infinity) return false;
  if (maxTimestamp > maxText) return true;
  let sum = 0;
  for (let index = firstTimestamp; index < end; index += 1)
    sum += Math.exp((logits[index] ?? -Infinity) - maxTimestamp);
  return maxTimestamp + Math.log(sum) > maxText;
}
