import type { WhisperConfig } from './modelConfig.ts';

export interface TokenRulesOptions {
  /** Whether segments are marked with timestamp tokens; without, timestamp tokens are never generated. */
  readonly timestamps: boolean;
}

export interface TokenRules {
  /**
   * Sets the logits of tokens that may not come next to -Infinity. The row is `logits[offset .. offset + vocabSize)`;
   * `generated[0 .. count)` are the tokens generated so far, without prompt.
   */
  apply(logits: Float32Array, offset: number, generated: readonly number[] | Int32Array, count: number): void;
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
    apply(logits, offset, generated, count) {
      for (const token of suppressed) logits[offset + token] = -Infinity;
      if (count === 0) for (const token of suppressedFirst) logits[offset + token] = -Infinity;

      const firstTimestamp = offset + timestampBegin;
      const end = offset + vocabSize;
      if (!options.timestamps) {
        logits.fill(-Infinity, firstTimestamp, end);
        return;
      }
      if (count === 0) {
        logits.fill(-Infinity, offset, firstTimestamp);
        if (maxInitialTimestampIndex !== null) {
          logits.fill(-Infinity, Math.min(firstTimestamp + maxInitialTimestampIndex + 1, end), end);
        }
        return;
      }
      const lastIsTimestamp = (generated[count - 1] ?? 0) >= timestampBegin;
      const penultimateIsTimestamp = count < 2 || (generated[count - 2] ?? 0) >= timestampBegin;
      if (lastIsTimestamp && penultimateIsTimestamp) {
        logits.fill(-Infinity, firstTimestamp, end);
        return;
      }
      if (lastIsTimestamp) logits.fill(-Infinity, offset, offset + eot);
      // A closing timestamp may be repeated to open the next segment; every other one must be later than the last,
      // which gives each segment a length and keeps a sequence from standing still.
      const last = lastTimestamp(generated, count, timestampBegin);
      if (last >= 0) {
        logits.fill(-Infinity, firstTimestamp, Math.min(offset + (lastIsTimestamp ? last : last + 1), end));
      }
      if (timestampsOutweighText(logits, offset, firstTimestamp, end)) {
        logits.fill(-Infinity, offset, firstTimestamp);
      }
    },
  };
}

/** Everything between the text and the timestamps is a marker that the prompt sets, never a result. */
function collectSuppressed(config: WhisperConfig): ReadonlySet<number> {
  const tokens = new Set(config.suppressTokens);
  for (let token = config.eot + 1; token < config.timestampBegin; token += 1) tokens.add(token);
  return tokens;
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
  logits: Float32Array,
  offset: number,
  firstTimestamp: number,
  end: number,
): boolean {
  let maxText = -Infinity;
  for (let index = offset; index < firstTimestamp; index += 1) {
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
