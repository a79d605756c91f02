/** A word while its times are still being corrected. */
export interface WordTiming {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly probability: number;
  start: number;
  end: number;
}

/** The segment a run of words belongs to; its times give way to those of its words unless these are implausible. */
export interface SegmentTiming {
  start: number;
  end: number;
}

/** Plausible lengths of a word in this chunk, seconds. */
export interface WordDurations {
  readonly median: number;
  readonly max: number;
}

/** openai/whisper timing.py, add_word_timestamps: cap of the median, tolerance of segment times, sentence ends. */
const MAX_MEDIAN_SECONDS = 0.7;
const SEGMENT_TOLERANCE_SECONDS = 0.5;
const SENTENCE_ENDS = '.。!！?？';

/** Twice the median of the words that have a duration is the most that a word at a pause may last. */
export function measureWordDurations(words: readonly WordTiming[]): WordDurations {
  const durations = words
    .map((word) => word.end - word.start)
    .filter((duration) => duration > 0)
    .sort((a, b) => a - b);
  const middle = durations.length / 2;
  const median =
    durations.length === 0
      ? 0
      : ((durations[Math.ceil(middle) - 1] ?? 0) + (durations[Math.floor(middle)] ?? 0)) / 2;
  const capped = Math.min(MAX_MEDIAN_SECONDS, median);
  return { median: capped, max: capped * 2 };
}

/**
 * Attention tends to stretch a word over the pause beside it. Before punctuation is merged: a sentence's closing mark
 * loses what it has beyond the maximum at its end, the first word of the next sentence at its beginning
 * (openai/whisper timing.py, add_word_timestamps).
 */
export function limitAtSentenceEnds(words: readonly WordTiming[], durations: WordDurations): void {
  if (durations.max === 0) return;
  for (const [index, word] of words.entries()) {
    const previous = words[index - 1];
    if (previous === undefined || word.end - word.start <= durations.max) continue;
    if (SENTENCE_ENDS.includes(word.text)) word.end = word.start + durations.max;
    else if (SENTENCE_ENDS.includes(previous.text)) word.start = word.end - durations.max;
  }
}

/**
 * The same at the beginning and the end of a segment, where its own timestamps are the better witness when they differ
 * by more than half a second; otherwise the segment takes the times of its words. `lastSpeechEnd` is where the words
 * before the segment ended. Source as above.
 */
export function limitAtSegmentEdges(
  words: readonly WordTiming[],
  segment: SegmentTiming,
  durations: WordDurations,
  lastSpeechEnd: number,
): void {
  const [first, second] = words;
  const last = words.at(-1);
  if (first === undefined || last === undefined) return;
  limitAfterPause(first, second, durations, lastSpeechEnd);
  if (segment.start < first.end && segment.start - SEGMENT_TOLERANCE_SECONDS > first.start) {
    first.start = Math.max(0, Math.min(first.end - durations.median, segment.start));
  } else {
    segment.start = first.start;
  }
  if (segment.end > last.start && segment.end + SEGMENT_TOLERANCE_SECONDS < last.end) {
    last.end = Math.max(last.start + durations.median, segment.end);
  } else {
    segment.end = last.end;
  }
}

function limitAfterPause(
  first: WordTiming,
  second: WordTiming | undefined,
  { median, max }: WordDurations,
  lastSpeechEnd: number,
): void {
  if (first.end - lastSpeechEnd <= median * 4) return;
  const isFirstLong = first.end - first.start > max;
  const areBothLong = second !== undefined && second.end - first.start > max * 2;
  if (!isFirstLong && !areBothLong) return;
  if (second !== undefined && second.end - second.start > max) {
    const boundary = second.end - max;
    first.end = boundary;
    second.start = boundary;
  }
  first.start = Math.max(0, first.end - max);
}
