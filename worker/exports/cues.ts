import type { ExportOptions, Segment } from '../contract/index.ts';
import { breakCueLines, countLines, createMeasure, type MeasurePieces } from './cueLines.ts';
import type { ExportDocument } from './exportDocument.ts';
import { partition } from './partition.ts';
import { createSpeakerNames } from './speakerNames.ts';
import { getTimedPieces } from './timedPieces.ts';

export interface Cue {
  /** Seconds, whole milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly speaker: string | null;
  readonly lines: readonly string[];
}

export interface CueOptions extends Pick<
  ExportOptions,
  'maxLineLength' | 'maxLinesPerCue' | 'maxCharactersPerSecond' | 'speakers'
> {
  /** `text` puts the name before the first words after a change of speaker and counts it; `none` leaves it to the caller. */
  readonly speakerPrefix: 'text' | 'none';
}

/** Times are rounded first, so that limits that hold for the pieces hold for what is written. */
interface CuePiece {
  readonly text: string;
  readonly spaceBefore: boolean;
  readonly startMs: number;
  readonly endMs: number;
  readonly segmentIndex: number;
  /** Place within its segment. */
  readonly pieceIndex: number;
  readonly isSegmentEnd: boolean;
  /** Part of a speaker's name, which must not stand alone. */
  readonly isPrefix: boolean;
}

interface Run {
  readonly channel: number | null;
  readonly speaker: string | null;
  readonly pieces: CuePiece[];
}

interface PlacedCue extends Cue {
  readonly firstPiece: CuePiece;
}

/** Shortest and longest time a caption should be up: Netflix Timed Text Style Guide, general requirements. */
const MIN_CUE_MS = 833;
const MAX_CUE_MS = 7000;
/** A caption never spans a pause this long: chosen here, twice a usual pause between sentences. */
const MAX_PAUSE_MS = 1500;

/**
 * Costs of a cue, in the order in which they decide. Chosen here by reading captions of sample transcripts: a cue
 * that is too fast outweighs everything; a cue keeps to its segment unless it would be too short to read; ends of
 * sentences and clauses are preferred over equally filled cues.
 */
const COST_PER_TOO_FAST_SECOND = 2000;
const COST_OF_LONE_PREFIX = 1000;
const COST_OF_SPANNING_SEGMENTS = 1;
const COST_OF_TOO_SHORT = 2;
const COST_PER_SECOND_TOO_LONG = 1;
const COST_OF_BREAK = { sentence: 0, clause: 0.15, other: 0.5 } as const;

const SENTENCE_END = /[.!?…。！？｡][)"'’”»\]]*$/u;
const CLAUSE_END = /[,;:–—，、；：][)"'’”»\]]*$/u;

/**
 * Captions for a transcript: every word in order, each line within `maxLineLength` and each cue within
 * `maxLinesPerCue` (a longer word has a line of its own). A cue stays up until it can be read at
 * `maxCharactersPerSecond` or the next one begins, and words are grouped so that as little time as possible is
 * missing. Cues of one channel never overlap; the two sides of a split call may, as the people did.
 */
export function createCues(document: ExportDocument, options: CueOptions): Cue[] {
  const named = new Set<string>();
  for (;;) {
    const cues = placeCues(document, options, named);
    const changes = options.speakerPrefix === 'text' ? cues.filter(isUnnamedChange) : [];
    const unnamed = changes.filter(({ firstPiece }) => !named.has(toKey(firstPiece)));
    if (unnamed.length === 0) {
      return cues.map(({ start, end, speaker, lines }) => ({ start, end, speaker, lines }));
    }
    // A name takes room, so that the words after it may need other cues, and those other names.
    for (const { firstPiece } of unnamed) named.add(toKey(firstPiece));
  }
}

/** True where the reader would take the words for those of whoever speaks before: on the other side of a call, say. */
function isUnnamedChange(
  { speaker, firstPiece }: PlacedCue,
  index: number,
  cues: readonly PlacedCue[],
): boolean {
  return index > 0 && speaker !== null && speaker !== cues[index - 1]?.speaker && !firstPiece.isPrefix;
}

function toKey({ segmentIndex, pieceIndex }: CuePiece): string {
  return `${segmentIndex}:${pieceIndex}`;
}

/** @param named Pieces that begin a cue with the name of the speaker, besides the first after a change on their own side. */
function placeCues(document: ExportDocument, options: CueOptions, named: ReadonlySet<string>): PlacedCue[] {
  const runs = createRuns(document, options, named);
  return [...new Set(runs.map((run) => run.channel))]
    .flatMap((channel) =>
      createChannelCues(
        runs.filter((run) => run.channel === channel),
        options,
      ),
    )
    .sort((a, b) => a.start - b.start);
}

/** Maximal sequences of words that may share cues: one channel, one speaker, no long pause, no name within. */
function createRuns(document: ExportDocument, options: CueOptions, named: ReadonlySet<string>): Run[] {
  const getName = createSpeakerNames(document, options.speakers);
  const lastRuns = new Map<number | null, Run>();
  const runs: Run[] = [];
  for (const [segmentIndex, segment] of document.segments.entries()) {
    const speaker = getName(segment);
    const last = lastRuns.get(segment.channel);
    for (const piece of getCuePieces(segment, segmentIndex, last?.pieces.at(-1))) {
      const run = lastRuns.get(segment.channel);
      const pauseMs = piece.startMs - (run?.pieces.at(-1)?.endMs ?? -Infinity);
      const isNamed = named.has(toKey(piece));
      if (run !== undefined && run.speaker === speaker && pauseMs < MAX_PAUSE_MS && !isNamed) {
        run.pieces.push(piece);
        continue;
      }
      const isChange = speaker !== null && (speaker !== run?.speaker || isNamed);
      const prefix = isChange && options.speakerPrefix === 'text' ? createPrefix(speaker, piece) : [];
      const next: Run = { channel: segment.channel, speaker, pieces: [...prefix, piece] };
      lastRuns.set(segment.channel, next);
      runs.push(next);
    }
  }
  return runs;
}

/** Recognized times may go back a little from word to word; those of pieces do not. */
function getCuePieces(segment: Segment, segmentIndex: number, previous: CuePiece | undefined): CuePiece[] {
  let earliestMs = previous?.startMs ?? 0;
  const pieces = getTimedPieces(segment);
  return pieces.map(({ text, spaceBefore, start, end }, index) => {
    const startMs = Math.max(earliestMs, Math.round(start * 1000));
    earliestMs = startMs;
    return {
      text,
      // The first word of a segment stands apart from the segment before it.
      spaceBefore: spaceBefore || index === 0,
      startMs,
      endMs: Math.max(startMs, Math.round(end * 1000)),
      segmentIndex,
      pieceIndex: index,
      isSegmentEnd: index === pieces.length - 1,
      isPrefix: false,
    };
  });
}

function createPrefix(speaker: string, { startMs, segmentIndex, pieceIndex }: CuePiece): CuePiece[] {
  return `${speaker}:`.split(' ').map((text) => ({
    text,
    spaceBefore: true,
    startMs,
    endMs: startMs,
    segmentIndex,
    pieceIndex,
    isSegmentEnd: false,
    isPrefix: true,
  }));
}

function createChannelCues(runs: readonly Run[], options: CueOptions): PlacedCue[] {
  const groups = runs.flatMap((run, index) => groupPieces(run, runs[index + 1], options));
  let lastEndMs = 0;
  return groups.flatMap(({ pieces, characters, speaker }, index) => {
    const [firstPiece] = pieces;
    if (firstPiece === undefined) return [];
    const readingMs = getReadingMs(characters, options);
    const startMs = Math.max(lastEndMs, firstPiece.startMs);
    const wantedEndMs = Math.max(pieces.at(-1)?.endMs ?? 0, startMs + Math.max(readingMs, MIN_CUE_MS));
    const nextStartMs = groups[index + 1]?.pieces[0]?.startMs ?? Infinity;
    lastEndMs = Math.max(startMs + 1, Math.min(wantedEndMs, nextStartMs));
    const lines = breakCueLines(pieces, options.maxLineLength);
    return [{ start: startMs / 1000, end: lastEndMs / 1000, speaker, lines, firstPiece }];
  });
}

interface UntimedCue {
  readonly pieces: readonly CuePiece[];
  readonly characters: number;
  readonly speaker: string | null;
}

function groupPieces(run: Run, nextRun: Run | undefined, options: CueOptions): UntimedCue[] {
  const { pieces, speaker } = run;
  const measure = createMeasure(pieces);
  const nextRunStartMs = nextRun?.pieces[0]?.startMs ?? Infinity;
  const ends = partition(pieces.length, (from, to) =>
    rateCue({ pieces, measure, from, to, nextRunStartMs }, options),
  );
  return ends.map((end, index) => {
    const from = ends[index - 1] ?? 0;
    return { pieces: pieces.slice(from, end), characters: measure(from, end), speaker };
  });
}

interface CueCandidate {
  readonly pieces: readonly CuePiece[];
  readonly measure: MeasurePieces;
  readonly from: number;
  readonly to: number;
  readonly nextRunStartMs: number;
}

/** Cost of showing the pieces from..to as one cue; Infinity if they do not fit. */
function rateCue({ pieces, measure, from, to, nextRunStartMs }: CueCandidate, options: CueOptions): number {
  const { maxLineLength, maxLinesPerCue } = options;
  const first = pieces[from];
  const last = pieces[to - 1];
  if (first === undefined || last === undefined) return Infinity;
  if (to - from > 1 && countLines(measure, from, to, maxLineLength) > maxLinesPerCue) return Infinity;
  const characters = measure(from, to);
  const emptiness = Math.max(0, 1 - characters / (maxLineLength * maxLinesPerCue));
  const availableMs = (pieces[to]?.startMs ?? nextRunStartMs) - first.startMs;
  const spokenMs = last.endMs - first.startMs;
  return (
    emptiness ** 2 +
    COST_PER_TOO_FAST_SECOND * Math.max(0, (getReadingMs(characters, options) - availableMs) / 1000) +
    (availableMs < MIN_CUE_MS ? COST_OF_TOO_SHORT : 0) +
    COST_PER_SECOND_TOO_LONG * Math.max(0, (spokenMs - MAX_CUE_MS) / 1000) +
    COST_OF_SPANNING_SEGMENTS * (last.segmentIndex - first.segmentIndex) +
    (to === pieces.length ? 0 : rateBreak(last))
  );
}

/** A millisecond more than the limit asks for, so that rounding never puts a cue above it. */
function getReadingMs(characters: number, { maxCharactersPerSecond }: CueOptions): number {
  return Math.floor((characters * 1000) / maxCharactersPerSecond) + 1;
}

function rateBreak(piece: CuePiece): number {
  if (piece.isPrefix) return COST_OF_LONE_PREFIX;
  if (piece.isSegmentEnd || SENTENCE_END.test(piece.text)) return COST_OF_BREAK.sentence;
  return CLAUSE_END.test(piece.text) ? COST_OF_BREAK.clause : COST_OF_BREAK.other;
}
