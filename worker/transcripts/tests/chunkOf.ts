import type { Segment } from '../../contract/index.ts';
import { createSegment } from './createSegment.ts';

export const CHUNK_COUNT = 400;

/** What a recognizer that always gives the same answer makes of a chunk; every fifth has nothing to say. */
export function chunkOf(chunkIndex: number): readonly Segment[] {
  return Array.from({ length: chunkIndex % 5 }, (_, place) =>
    createSegment(chunkIndex * 30 + place * 5, `Chunk ${chunkIndex}, part ${place}.`, {
      removed: place === 3 ? 'repetition' : null,
      words: [
        {
          start: chunkIndex * 30,
          end: chunkIndex * 30 + 1 / 3,
          text: ' Chunk',
          probability: 0.9,
          approximate: false,
        },
      ],
    }),
  );
}
