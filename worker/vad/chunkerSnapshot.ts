import { z } from 'zod';
import { regionStateSchema, speechRegionSchema } from './regionState.ts';
import { vadCheckpointSchema } from './vadCheckpoint.ts';

const count = z.number().int().min(0);

/** What the chunker knows between two chunks, audio apart: plain JSON. */
export const chunkerStateSchema = z.strictObject({
  /** Index of the next chunk. */
  nextIndex: count,
  regions: regionStateSchema,
  /** Finished regions that are in no chunk yet. */
  queue: z.array(speechRegionSchema).readonly(),
  /** Speech before this sample is in a chunk already: where the last region that was too long was cut. */
  cutSample: count,
  /** Runs of frames below the negative threshold, [first, after last], since the oldest speech not yet in a chunk. */
  quietRuns: z.array(z.tuple([count, count]).readonly()).readonly(),
});

export type ChunkerState = Readonly<z.infer<typeof chunkerStateSchema>>;

/**
 * All that is needed, besides the media, to go on after a chunk: stored with the chunk's result and parsed with this
 * schema when it is read back. About 2.5 kB.
 */
export const chunkerSnapshotSchema = z.strictObject({
  version: z.literal(1),
  chunker: chunkerStateSchema,
  detector: vadCheckpointSchema,
  /** First sample of the media that must be supplied again. */
  resumeSample: count,
});

export type ChunkerSnapshot = Readonly<z.infer<typeof chunkerSnapshotSchema>>;
