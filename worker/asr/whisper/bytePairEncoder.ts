import { spellBytes } from './byteLevel.ts';

/**
 * The split of GPT-2 (openai/gpt-2 encoder.py) before byte pairs are merged. `White_Space` rather than `\s`, because
 * JavaScript's `\s` takes U+FEFF for a space and U+0085 for none, unlike the tokenizers the models were made with.
 */
const WORDS =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** Two vocabulary entries joined by a space, as a line of merges.txt has them -> rank; a lower rank is merged earlier. */
export type MergeRanks = ReadonlyMap<string, number>;

export interface BytePairs {
  readonly ranks: MergeRanks;
  /** Entry -> token. */
  readonly vocabulary: ReadonlyMap<string, number>;
}

/**
 * Byte-level byte pair encoding (Sennrich et al. 2016, as in openai/gpt-2). Text that looks like a marker
 * (`<|endoftext|>`) is encoded as the text it is: prompts come from people and must not steer the decoder.
 */
export function encodeBytePairs(text: string, { ranks, vocabulary }: BytePairs): number[] {
  const tokens: number[] = [];
  for (const [word] of text.matchAll(WORDS)) {
    for (const piece of mergeWord(spellBytes(word), ranks)) {
      const token = vocabulary.get(piece);
      if (token !== undefined) tokens.push(token);
    }
  }
  return tokens;
}

/** Each pass joins every occurrence of the best pair, so that a long repetitive word takes few passes. */
function mergeWord(bytes: string[], ranks: MergeRanks): string[] {
  let pieces = bytes;
  while (pieces.length > 1) {
    const best = bestPair(pieces, ranks);
    if (best === null) break;
    const merged: string[] = [];
    for (let index = 0; index < pieces.length; index += 1) {
      const left = pieces[index] ?? '';
      const right = pieces[index + 1];
      if (right !== undefined && `${left} ${right}` === best) {
        merged.push(left + right);
        index += 1;
      } else {
        merged.push(left);
      }
    }
    pieces = merged;
  }
  return pieces;
}

function bestPair(pieces: readonly string[], ranks: MergeRanks): string | null {
  let best: string | null = null;
  let bestRank = Infinity;
  for (let index = 1; index < pieces.length; index += 1) {
    const pair = `${pieces[index - 1] ?? ''} ${pieces[index] ?? ''}`;
    const rank = ranks.get(pair);
    if (rank !== undefined && rank < bestRank) {
      best = pair;
      bestRank = rank;
    }
  }
  return best;
}
