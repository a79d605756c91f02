import { describe, expect, it } from 'vitest';
import type { RecognizerChunk } from '../asr/recognizer.ts';
import { createEnergyVad } from '../vad/__fixtures__/energyVad.ts';
import { type TrackResult, createTrackTranscriber } from './trackTranscriber.ts';
import { INITIAL_TRACK_CHECKPOINT, type TrackCheckpoint } from './transcriptionCheckpoint.ts';

const SECOND = 16_000;

/** 12 minutes: 28 s of a tone, then 2 s of silence, again and again; each tone fills a chunk. */
const MEDIA = Float32Array.from({ length: 12 * 60 * SECOND }, (_, i) =>
  Math.floor(i / SECOND) % 30 < 28 ? 0.5 * Math.sin(i / 5) : 0,
);

interface Run {
  readonly results: TrackResult[];
  /** What the track had done after each of them. */
  readonly doneSeconds: number[];
  /** Numbers of the chunks that were recognized together. */
  readonly groups: number[][];
}

async function run(checkpoint: TrackCheckpoint = INITIAL_TRACK_CHECKPOINT): Promise<Run> {
  const groups: number[][] = [];
  const track = createTrackTranscriber({
    vad: createEnergyVad(),
    checkpoint,
    async *recognizeGroup(chunks: readonly RecognizerChunk[]) {
      groups.push(chunks.map(({ index }) => index));
      for (const { index } of chunks.toReversed()) {
        yield { index, language: 'en', languageProbability: 1, segments: [] };
      }
    },
  });
  const results: TrackResult[] = [];
  const doneSeconds: number[] = [];
  const add = (result: TrackResult) => {
    results.push(result);
    doneSeconds.push(track.doneSeconds);
  };
  for (let start = 0; start < MEDIA.length; start += SECOND) {
    for await (const result of track.push(MEDIA.subarray(start, start + SECOND), start)) add(result);
  }
  for await (const result of track.finish()) add(result);
  return { results, groups, doneSeconds };
}

describe('a track on its way from samples to results', () => {
  it('recognizes chunks in groups that begin small, and moves its checkpoint when a group is complete', async () => {
    const { results, groups } = await run();
    expect(groups.map((group) => group.length).slice(0, 4)).toEqual([1, 2, 4, 8]);
    expect(groups.flat()).toEqual([...groups.flat().keys()]);
    const checkpoints = results
      .slice(0, 4)
      .map(({ chunk, checkpoint }) => [chunk.index, checkpoint.nextGroup]);
    expect(checkpoints).toEqual([
      [0, 1],
      [2, 1],
      [1, 2],
      [6, 2],
    ]);
  });

  it('has done more of the media with every chunk, whatever their order, and all of it with the last', async () => {
    const { results, doneSeconds } = await run();
    for (const [i, done] of doneSeconds.entries()) expect(done).toBeGreaterThan(doneSeconds[i - 1] ?? 0);
    expect(doneSeconds.at(-1)).toBe(Math.max(...results.map(({ chunk }) => chunk.end)));
  });

  it('makes the same groups of the same chunks from any checkpoint on', async () => {
    const whole = await run();
    const checkpoints = new Map(whole.results.map(({ checkpoint }) => [checkpoint.nextGroup, checkpoint]));
    expect([...checkpoints.keys()]).toEqual([1, 2, 3, 4, 5, 6]);
    for (const checkpoint of checkpoints.values()) {
      const rest = await run(JSON.parse(JSON.stringify(checkpoint)) as TrackCheckpoint);
      expect(rest.groups).toEqual(whole.groups.slice(checkpoint.nextGroup));
      const expected = whole.results.slice(whole.results.length - rest.results.length);
      expect(rest.results.map(describeChunk)).toEqual(expected.map(describeChunk));
    }
  });

  it('refuses a recognizer that leaves out a chunk', async () => {
    const track = createTrackTranscriber({
      vad: createEnergyVad(),
      checkpoint: INITIAL_TRACK_CHECKPOINT,
      async *recognizeGroup() {
        // Says nothing about any chunk.
      },
    });
    await expect(
      (async () => {
        for await (const _ of track.push(MEDIA.subarray(0, 100 * SECOND), 0)) expect.unreachable();
      })(),
    ).rejects.toMatchObject({ code: 'internal' });
  });
});

function describeChunk({ chunk, checkpoint }: TrackResult) {
  const { index, start, end, pieces } = chunk;
  return { index, start, end, pieces, sum: chunk.samples.reduce((sum, value) => sum + value, 0), checkpoint };
}
