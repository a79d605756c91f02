import type { ChunkerSnapshot } from './chunkerSnapshot.ts';

/** A run of a chunk's samples that is also one run of the media, times in seconds. */
export interface ChunkPiece {
  readonly chunkStart: number;
  readonly sourceStart: number;
  readonly duration: number;
}

/** Speech for the recognizer: one or more pieces of the media one after the other, long pauses between them shortened. */
export interface SpeechChunk {
  /** 0, 1, 2 ... within the media. */
  readonly index: number;
  /** Mono, 16 kHz, at most 30 s. */
  readonly samples: Float32Array;
  /** In order, without gaps in the chunk; together as long as `samples`. */
  readonly pieces: readonly ChunkPiece[];
  /** Seconds from the beginning of the media to the first sample. */
  readonly start: number;
  /** Seconds from the beginning of the media to the end of the last sample. */
  readonly end: number;
  /** State from which a new chunker and detector make the chunks after this one. */
  readonly snapshotAfter: ChunkerSnapshot;
}
