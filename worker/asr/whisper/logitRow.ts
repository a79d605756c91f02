import { AppError } from '../../contract/index.ts';
import type { DecoderOutput } from './decoderRunner.ts';
import { scanLogits, type LogitScan } from './logitScan.ts';

/** What a decoder says of the next token of one lane. Rules are applied to it in place. */
export interface LogitRow {
  readonly logits: Float32Array;
  /** Where token 0 is in `logits`, or would be. */
  readonly offset: number;
  /** Tokens below this one are not in `logits`. */
  readonly firstToken: number;
  /** What is known of the tokens below `firstToken`; null where there are none, or none of them may come. */
  text: LogitScan | null;
}

/** A row with the logits of all tokens, of which that of token 0 is at `offset`. */
export function wholeRow(logits: Float32Array, offset: number): LogitRow {
  return { logits, offset, firstToken: 0, text: null };
}

/** The row of what a decoder returned that is number `index`, counted over all lanes and positions. */
export function readRow({ logits, vocabStride, firstToken, text }: DecoderOutput, index: number): LogitRow {
  const offset = index * vocabStride - firstToken;
  if (text === null) return { logits, offset, firstToken, text };
  const max = text.logits[index] ?? -Infinity;
  // The likeliest token's share of the sum of exponentials is its probability.
  const logSumExp = max - Math.log(text.probabilities[index] ?? 0);
  return { logits, offset, firstToken, text: { token: Number(text.tokens[index] ?? 0), max, logSumExp } };
}

/**
 * Scans a row of `vocabSize` tokens into `scan`, as `scanLogits` does. Throws `inference-failed` where no token has a
 * probability, as when half floats overflow on a GPU: the first token of the vocabulary would be taken for a word.
 */
export function scanRow(row: LogitRow, vocabSize: number, scan: LogitScan): LogitScan {
  const { logits, offset, firstToken, text } = row;
  scanLogits(logits, offset + firstToken, vocabSize - firstToken, scan);
  scan.token += firstToken;
  if (text !== null) {
    const max = Math.max(scan.max, text.max);
    const sum = Math.exp(scan.logSumExp - max) + Math.exp(text.logSumExp - max);
    if (text.max >= scan.max) scan.token = text.token;
    scan.max = max;
    scan.logSumExp = max + Math.log(sum);
  }
  if (!Number.isFinite(scan.logSumExp)) {
    throw new AppError('inference-failed', 'The decoder gave no probabilities.');
  }
  return scan;
}
