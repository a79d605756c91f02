import { scanRow } from './logitRow.ts';
import type { LogitScan } from './logitScan.ts';
import {
  pickBest,
  type Hypothesis,
  type SearchOptions,
  type SearchStep,
  type TokenSearch,
} from './tokenSearch.ts';

export interface BeamSearchOptions extends SearchOptions {
  readonly beamSize: number;
}

interface Candidate {
  readonly parent: number;
  readonly token: number;
  readonly logprob: number;
  readonly sumLogprob: number;
}

const EMPTY: Hypothesis = { tokens: [], logprobs: [], sumLogprob: 0, attentions: [] };

/**
 * Beam search as openai/whisper does it (decoding.py, BeamSearchDecoder) at patience 1: each step keeps the likeliest
 * `beamSize` sequences that go on, sets aside those that end ahead of them, and stops once `beamSize` have ended.
 */
export function createBeamSearch(options: BeamSearchOptions): TokenSearch {
  const { eot, vocabSize, maxTokens, beamSize, applyRules } = options;
  const scan: LogitScan = { token: 0, max: 0, logSumExp: 0 };
  const top = new TopLogits(beamSize + 1);
  const finished: Hypothesis[] = [];
  let beams: readonly Hypothesis[] = [EMPTY];
  const next = new Int32Array(beamSize).fill(eot);
  const parents = new Int32Array(beamSize);

  const collect = (step: SearchStep): Candidate[] => {
    const candidates: Candidate[] = [];
    for (const [parent, beam] of beams.entries()) {
      const row = step.row(parent);
      applyRules(row, beam.tokens, beam.tokens.length);
      const { logSumExp } = scanRow(row, vocabSize, scan);
      top.collect(row.logits, row.offset, vocabSize);
      for (let rank = 0; rank < top.count; rank++) {
        const logprob = (top.values[rank] ?? -Infinity) - logSumExp;
        candidates.push({
          parent,
          token: top.tokens[rank] ?? eot,
          logprob,
          sumLogprob: beam.sumLogprob + logprob,
        });
      }
    }
    return candidates.sort((a, b) => b.sumLogprob - a.sumLogprob);
  };

  return {
    width: beamSize,
    readsAllLogits: true,
    next,
    parents,
    advance(step) {
      const kept: Hypothesis[] = [];
      const ended: Hypothesis[] = [];
      const attentions = beams.map((_, lane) => step.attention(lane));
      for (const candidate of collect(step)) {
        const extended = extend(
          beams[candidate.parent] ?? EMPTY,
          candidate,
          eot,
          attentions[candidate.parent],
        );
        if (candidate.token === eot) {
          ended.push(extended);
          continue;
        }
        next[kept.length] = candidate.token;
        parents[kept.length] = candidate.parent;
        kept.push(extended);
        if (kept.length === beamSize) break;
      }
      finished.push(...ended.slice(0, beamSize - finished.length));
      // Fewer continuations than beams only when the rules leave fewer tokens; the lanes over repeat the last one.
      for (let lane = Math.max(kept.length, 1); lane < beamSize; lane++) {
        next[lane] = next[lane - 1] ?? eot;
        parents[lane] = parents[lane - 1] ?? 0;
      }
      beams = kept;
      return kept.length > 0 && finished.length < beamSize && (kept[0]?.tokens.length ?? 0) < maxTokens;
    },
    best() {
      const unfinished = beams.slice(0, Math.max(beamSize - finished.length, 0));
      return pickBest([...finished, ...unfinished]);
    },
  };
}

function extend(
  beam: Hypothesis,
  { token, logprob, sumLogprob }: Candidate,
  eot: number,
  attention: Float32Array | null | undefined,
): Hypothesis {
  return {
    tokens: token === eot ? beam.tokens : [...beam.tokens, token],
    logprobs: [...beam.logprobs, logprob],
    sumLogprob,
    attentions: attention ? [...beam.attentions, attention] : beam.attentions,
  };
}

/** The greatest few logits of a row, in falling order; logits of -Infinity are left out. */
class TopLogits {
  readonly tokens: Int32Array;
  readonly values: Float64Array;
  count = 0;

  constructor(size: number) {
    this.tokens = new Int32Array(size);
    this.values = new Float64Array(size);
  }

  collect(logits: Float32Array, offset: number, length: number): void {
    const { tokens, values } = this;
    const size = tokens.length;
    this.count = 0;
    let threshold = -Infinity;
    for (let token = 0; token < length; token++) {
      const logit = logits[offset + token] ?? -Infinity;
      if (!(logit > threshold)) continue;
      let place = this.count < size ? this.count++ : size - 1;
      while (place > 0 && (values[place - 1] ?? 0) < logit) {
        values[place] = values[place - 1] ?? 0;
        tokens[place] = tokens[place - 1] ?? 0;
        place--;
      }
      values[place] = logit;
      tokens[place] = token;
      if (this.count === size) threshold = values[size - 1] ?? -Infinity;
    }
  }
}
