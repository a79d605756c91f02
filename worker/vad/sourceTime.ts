import type { ChunkPiece, SpeechChunk } from './speechChunk.ts';

/** Two times in seconds, `start` not after `end`. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

type Pieces = Pick<SpeechChunk, 'pieces'>;

/**
 * The time in the media of `time` seconds from the chunk's first sample. On the border of two pieces, where a pause
 * was shortened, one chunk time is two media times: as an `end` it is that of the piece before, as a `start` that of
 * the piece after. Times outside the chunk are moved to its nearest end. Throws a RangeError for a chunk without pieces.
 */
export function sourceTime(chunk: Pieces, time: number, edge: 'start' | 'end'): number {
  const piece =
    chunk.pieces.findLast(({ chunkStart }) => (edge === 'end' ? chunkStart < time : chunkStart <= time)) ??
    chunk.pieces[0];
  if (piece === undefined) throw new RangeError('The chunk has no pieces.');
  return clampInto(piece, time);
}

/**
 * The span in the media of a word. A word lies within one piece, that which holds most of it; what the model's times
 * have beyond is cut off, so that no word lasts over a pause that was taken out.
 */
export function sourceSpan(chunk: Pieces, { start, end }: TimeSpan): TimeSpan {
  let best = chunk.pieces[0];
  if (best === undefined) throw new RangeError('The chunk has no pieces.');
  for (const piece of chunk.pieces) {
    if (overlap(piece, start, end) > overlap(best, start, end)) best = piece;
  }
  return overlap(best, start, end) > 0
    ? { start: clampInto(best, start), end: clampInto(best, end) }
    : { start: sourceTime(chunk, start, 'start'), end: sourceTime(chunk, start, 'start') };
}

function clampInto(piece: ChunkPiece, time: number): number {
  return piece.sourceStart + Math.min(Math.max(time - piece.chunkStart, 0), piece.duration);
}

function overlap(piece: ChunkPiece, start: number, end: number): number {
  return Math.min(end, piece.chunkStart + piece.duration) - Math.max(start, piece.chunkStart);
}
