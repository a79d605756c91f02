import { z } from 'zod';
import { chunkerSnapshotSchema } from '../vad/chunkerSnapshot.ts';

/** Where one track goes on: at the beginning of a group of chunks. */
const trackCheckpointSchema = z.strictObject({
  /** Number of the first group that is not finished. */
  nextGroup: z.number().int().min(0),
  /** State of detector and chunker before that group's first chunk; null at the beginning of the media. */
  snapshot: chunkerSnapshotSchema.nullable(),
});

export type TrackCheckpoint = Readonly<z.infer<typeof trackCheckpointSchema>>;

/** Stored with every committed chunk; the job goes on from it after a pause or a kill. A few kB. */
export const transcriptionCheckpointSchema = z.strictObject({
  version: z.literal(1),
  /** Language of the file once detected, so that a resumed run does not decide again; null before. */
  language: z.string().nullable(),
  /** Work done by earlier runs of this transcription, for its real-time factor. */
  workMs: z.number().min(0),
  tracks: z.array(trackCheckpointSchema).min(1).max(2).readonly(),
});

export type TranscriptionCheckpoint = Readonly<z.infer<typeof transcriptionCheckpointSchema>>;

export const INITIAL_TRACK_CHECKPOINT: TrackCheckpoint = { nextGroup: 0, snapshot: null };
