import type { Word } from '../contract/index.ts';
import { roundSeconds } from './roundSeconds.ts';

/** More digits than that say nothing about a word. */
const PROBABILITY_STEPS = 10_000;

/**
 * A word in JSON. Its text keeps the space before it, so that the words of a segment spell its text in every script;
 * `approximate` is written only where it is true.
 */
export function toWordRecord({ start, end, text, probability, approximate }: Word) {
  return {
    start: roundSeconds(start),
    end: roundSeconds(end),
    text,
    probability: Math.round(probability * PROBABILITY_STEPS) / PROBABILITY_STEPS,
    ...(approximate ? { approximate } : {}),
  };
}
