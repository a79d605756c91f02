import { z } from 'zod';

const sample = z.number().int().min(0);

/** An interval of speech, padding included, in samples from the beginning of the media; the end is exclusive. */
export const speechRegionSchema = z.strictObject({ startSample: sample, endSample: sample });

export type SpeechRegion = Readonly<z.infer<typeof speechRegionSchema>>;

/** Where the search for speech regions stands between two frames: plain JSON, positions in samples. */
export const regionStateSchema = z.strictObject({
  /** Frames taken so far. */
  frame: z.number().int().min(0),
  /** Where the current region began, before padding; null in silence. */
  start: sample.nullable(),
  /** Where the silence at the end of the current region began; null while there is none. */
  silenceStart: sample.nullable(),
  /** Padded start of the current region once it is certain to be kept. */
  confirmedStart: sample.nullable(),
  /** Silences inside the current region where it may be cut when it gets too long; kept only with such a limit. */
  cuts: z.array(z.strictObject({ at: sample, duration: sample })).readonly(),
  /** A kept region that waits for the padding of its end: padded start, unpadded end. */
  closed: z.strictObject({ start: sample, end: sample }).nullable(),
});

export type RegionState = Readonly<z.infer<typeof regionStateSchema>>;

export const INITIAL_REGION_STATE: RegionState = {
  frame: 0,
  start: null,
  silenceStart: null,
  confirmedStart: null,
  cuts: [],
  closed: null,
};
