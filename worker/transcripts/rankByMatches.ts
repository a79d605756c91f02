import type { SearchHit } from '../contract/index.ts';

interface Candidate {
  readonly meeting_key: number;
  readonly start: number;
  readonly pieces: SearchHit['snippet'];
}

/** Published values of bm25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009), as in FTS5. */
const K1 = 1.2;
const B = 0.75;

/**
 * Best first: bm25 without its weight for rare words, which says little where every result has every word of the
 * query. More matches count more, and less in a longer text. Equals are in order of newest meeting, then time.
 */
export function rankByMatches<Item extends Candidate>(candidates: readonly Item[]): readonly Item[] {
  const measured = candidates.map((candidate) => ({
    candidate,
    matches: candidate.pieces.filter(({ match }) => match).length,
    length: candidate.pieces.reduce((sum, { text }) => sum + text.length, 0),
  }));
  const meanLength = measured.reduce((sum, { length }) => sum + length, 0) / measured.length;
  return measured
    .map(({ candidate, matches, length }) => ({
      candidate,
      score: (matches * (K1 + 1)) / (matches + K1 * (1 - B + (B * length) / meanLength)),
    }))
    .toSorted(
      (a, b) =>
        b.score - a.score ||
        b.candidate.meeting_key - a.candidate.meeting_key ||
        a.candidate.start - b.candidate.start,
    )
    .map(({ candidate }) => candidate);
}
