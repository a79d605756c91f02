import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../inference/openSession.ts';
import type { Session } from '../inference/session.ts';
import { createRandom } from '../lib/testRandom.ts';
import { chunkMedia, fingerprints } from './__fixtures__/chunkMedia.ts';
import { randomBlocks, readSpeechFixture } from './__fixtures__/speechFixture.ts';
import { DEFAULT_CHUNKER_OPTIONS } from './chunker.ts';
import { chunkerSnapshotSchema } from './chunkerSnapshot.ts';
import { SAMPLE_RATE } from './frames.ts';
import { createSileroVad, type SileroVad } from './sileroVad.ts';

const modelPath = join(import.meta.dirname, '../../assets/models/silero-vad/silero_vad_v5_16k.onnx');
const speech = readSpeechFixture();
let session: Session;
let vad: SileroVad;

beforeAll(async () => {
  session = await openSession(modelPath, { device: 'cpu', threads: 1 });
  vad = createSileroVad(session);
});

afterAll(() => session.release());

/** Four minutes of a meeting: the fixture again and again, at other levels, with pauses of up to twenty seconds. */
function meeting(): Float32Array {
  const random = createRandom(4);
  const samples = new Float32Array(240 * SAMPLE_RATE);
  for (let at = 0; at < samples.length;) {
    const level = 0.3 + random();
    const turn = speech.subarray(0, Math.min(speech.length, samples.length - at));
    turn.forEach((sample, i) => (samples[at + i] = level * sample));
    at += speech.length + Math.floor(20 * random() ** 3 * SAMPLE_RATE);
  }
  return samples;
}

describe('createChunker with Silero VAD', () => {
  it('finds the speech of the fixture and nothing else', async () => {
    const chunks = await chunkMedia(vad, [speech], DEFAULT_CHUNKER_OPTIONS);
    expect(chunks.map(({ start, end }) => [start, end])).toEqual([[0.344, 8.99375]]);
  });

  it('makes the same chunks of any blocks, and the remaining ones again after a kill at any chunk', async () => {
    const samples = meeting();
    const random = createRandom(5);
    const expected = await chunkMedia(vad, [samples], DEFAULT_CHUNKER_OPTIONS);
    expect(expected.length).toBeGreaterThan(5);
    const seconds = expected.map((chunk) => chunk.samples.length / SAMPLE_RATE);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(30);
    const inBlocks = await chunkMedia(vad, randomBlocks(samples, 40_000, random), DEFAULT_CHUNKER_OPTIONS);
    expect(fingerprints(inBlocks)).toEqual(fingerprints(expected));
    for (const { index, snapshotAfter } of expected) {
      const stored = JSON.stringify(snapshotAfter);
      expect(stored.length).toBeLessThan(4000);
      const snapshot = chunkerSnapshotSchema.parse(JSON.parse(stored));
      const blocks = randomBlocks(samples.subarray(snapshot.resumeSample), 40_000, random);
      const remaining = await chunkMedia(vad, blocks, DEFAULT_CHUNKER_OPTIONS, snapshot);
      expect(fingerprints(remaining)).toEqual(fingerprints(expected.slice(index + 1)));
    }
  });

  it('cuts five minutes of speech without a pause into full chunks that meet', async () => {
    const sentence = speech.subarray(0.6 * SAMPLE_RATE, 1.4 * SAMPLE_RATE);
    const samples = Float32Array.from(
      { length: 300 * SAMPLE_RATE },
      (_, i) => sentence[i % sentence.length] ?? 0,
    );
    const chunks = await chunkMedia(vad, [samples], DEFAULT_CHUNKER_OPTIONS);
    expect(chunks.length).toBeLessThanOrEqual(12);
    expect(chunks[0]?.start).toBe(0);
    expect(chunks.at(-1)?.end).toBe(300);
    chunks.slice(1).forEach((chunk, i) => expect(chunk.start).toBe(chunks[i]?.end));
    chunks
      .slice(0, -1)
      .forEach((chunk) => expect(chunk.samples.length).toBeGreaterThanOrEqual(25 * SAMPLE_RATE));
  });
});
