import { describe, expect, it } from 'vitest';
import { createRandom } from '../lib/testRandom.ts';
import { chunkMedia, fingerprints, hashSamples } from './__fixtures__/chunkMedia.ts';
import { createEnergyVad } from './__fixtures__/energyVad.ts';
import { randomBlocks } from './__fixtures__/speechFixture.ts';
import { type ChunkerOptions, createChunker, DEFAULT_CHUNKER_OPTIONS } from './chunker.ts';
import { chunkerSnapshotSchema } from './chunkerSnapshot.ts';
import { FRAME_SAMPLES, GROUP_FRAMES, SAMPLE_RATE } from './frames.ts';
import type { SpeechChunk } from './speechChunk.ts';

const vad = createEnergyVad();
/** Small enough for a test to go through hundreds of chunks quickly. */
const shortOptions: ChunkerOptions = {
  ...DEFAULT_CHUNKER_OPTIONS,
  maxChunkSeconds: 6,
  cutSearchSeconds: 2,
};

/** Pads wider than the silence that ends a region, and pauses kept longer than both: all that waits has to wait. */
const waitingOptions: ChunkerOptions = {
  regions: { ...DEFAULT_CHUNKER_OPTIONS.regions, minSilenceSeconds: 0.1, speechPadSeconds: 0.4 },
  maxChunkSeconds: 8,
  maxPauseSeconds: 1.6,
  cutSearchSeconds: 2,
};

/**
 * Seconds of speech and of silence in turn; every sample tells its place, within what a Float32 can hold. The detector
 * used here counts a frame as speech when a twelfth of it is, so regions begin and end at the 32 ms around, plus pads.
 */
function media(...seconds: readonly number[]): Float32Array {
  const ends = seconds.map(
    (_, i) => seconds.slice(0, i + 1).reduce((sum, value) => sum + value) * SAMPLE_RATE,
  );
  let part = 0;
  return Float32Array.from({ length: Math.round(ends.at(-1) ?? 0) }, (_, i) => {
    while (i >= (ends[part] ?? Infinity)) part++;
    return (part % 2 === 0 ? 0.5 : 0.01) + (i % 20_000) * 1e-7;
  });
}

/** Speech of random lengths and loudness, so that there are pauses, quiet places and regions of every length. */
function randomMedia(seed: number, seconds: number): Float32Array {
  const random = createRandom(seed);
  const samples = new Float32Array(Math.floor(seconds * SAMPLE_RATE + random() * 1000));
  for (let at = 0; at < samples.length;) {
    const length = Math.floor(SAMPLE_RATE * 4 * random() ** 3) + 200;
    const level = random() < 0.4 ? 0.01 : 0.1 + 0.4 * random();
    for (let i = at; i < at + length && i < samples.length; i++) samples[i] = level * (0.5 + random());
    at += length;
  }
  return samples;
}

async function chunksOf(samples: Float32Array, options: ChunkerOptions): Promise<SpeechChunk[]> {
  return chunkMedia(vad, [samples], options);
}

function layout(chunks: readonly SpeechChunk[]): unknown {
  return chunks.map(({ index, pieces }) => ({
    index,
    pieces: pieces.map(({ chunkStart, sourceStart, duration }) =>
      [chunkStart, sourceStart, duration].map((time) => Math.round(time * 100) / 100),
    ),
  }));
}

/** What must hold for every chunk, whatever the media. */
function expectSound(chunks: readonly SpeechChunk[], samples: Float32Array, options: ChunkerOptions): void {
  let sourceEnd = 0;
  chunks.forEach((chunk, i) => {
    expect(chunk.index).toBe(i);
    expect(chunk.samples.length).toBeLessThanOrEqual(options.maxChunkSeconds * SAMPLE_RATE);
    expect(chunk.start).toBe(chunk.pieces[0]?.sourceStart);
    let chunkEnd = 0;
    for (const piece of chunk.pieces) {
      const [from, source, length] = [piece.chunkStart, piece.sourceStart, piece.duration].map((time) =>
        Math.round(time * SAMPLE_RATE),
      ) as [number, number, number];
      expect(from).toBe(chunkEnd);
      expect(source).toBeGreaterThanOrEqual(sourceEnd);
      expect(length).toBeGreaterThan(0);
      expect(hashSamples(chunk.samples.subarray(from, from + length))).toBe(
        hashSamples(samples.subarray(source, source + length)),
      );
      chunkEnd = from + length;
      sourceEnd = source + length;
    }
    expect(chunkEnd).toBe(chunk.samples.length);
    expect(chunk.end).toBe(sourceEnd / SAMPLE_RATE);
  });
  expect(sourceEnd).toBeLessThanOrEqual(samples.length);
}

describe('createChunker', () => {
  it('makes no chunk of no audio, of less than a frame of silence, and of silence', async () => {
    expect(await chunksOf(new Float32Array(0), shortOptions)).toEqual([]);
    expect(await chunksOf(new Float32Array(100), shortOptions)).toEqual([]);
    expect(await chunksOf(new Float32Array(40 * SAMPLE_RATE), shortOptions)).toEqual([]);
  });

  it('keeps a pause that is short enough, whole', async () => {
    const samples = media(1, 0.9, 1, 2);
    const chunks = await chunksOf(samples, shortOptions);
    expectSound(chunks, samples, shortOptions);
    expect(layout(chunks)).toEqual([{ index: 0, pieces: [[0, 0, 3.11]] }]);
  });

  it('shortens a long pause to its two ends', async () => {
    const samples = media(1, 20, 1, 2);
    const chunks = await chunksOf(samples, shortOptions);
    expectSound(chunks, samples, shortOptions);
    expect(layout(chunks)).toEqual([
      {
        index: 0,
        pieces: [
          [0, 0, 1.52],
          [1.52, 20.49, 1.72],
        ],
      },
    ]);
  });

  it('waits for the pause after a region that is certain before the pause is here', async () => {
    const samples = media(1.216, 4, 1, 2);
    const groupSamples = GROUP_FRAMES * FRAME_SAMPLES;
    const blocks = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) =>
      samples.subarray(i * groupSamples, (i + 1) * groupSamples),
    );
    const chunks = await chunkMedia(vad, blocks, waitingOptions);
    expect(chunks.map(({ pieces }) => pieces.length)).toEqual([2]);
    expectSound(chunks, samples, waitingOptions);
  });

  it('begins a new chunk with the region that does not fit', async () => {
    const samples = media(3, 1, 3, 1, 1, 2);
    const chunks = await chunksOf(samples, shortOptions);
    expectSound(chunks, samples, shortOptions);
    expect(layout(chunks)).toEqual([
      { index: 0, pieces: [[0, 0, 3.21]] },
      { index: 1, pieces: [[0, 3.8, 5.42]] },
    ]);
  });

  it('leaves speech whole that just fits with its pads', async () => {
    const samples = media(5.6, 3);
    expect(layout(await chunksOf(samples, shortOptions))).toEqual([{ index: 0, pieces: [[0, 0, 5.8]] }]);
  });

  it('cuts speech that does not end at its quietest place', async () => {
    const samples = media(20);
    for (let i = 4.7 * SAMPLE_RATE; i < 4.75 * SAMPLE_RATE; i++) samples[i] = 0.3;
    const [first, ...others] = await chunksOf(samples, shortOptions);
    expect(first?.end).toBeCloseTo(4.72, 1);
    expectSound([...(first === undefined ? [] : [first]), ...others], samples, shortOptions);
    expect(others.at(-1)?.end).toBe(20);
  });

  it('cuts in a pause that is too short to end a region', async () => {
    const samples = media(5, 0.3, 15);
    const [first] = await chunksOf(samples, shortOptions);
    expect(first?.end).toBeGreaterThan(5);
    expect(first?.end).toBeLessThan(5.3);
  });

  it('cuts where the detector hears a silence rather than where it is quiet', () => {
    const samples = media(10);
    samples.fill(0.001, 5 * SAMPLE_RATE, 5.2 * SAMPLE_RATE);
    const probabilities = new Float32Array(Math.ceil(samples.length / FRAME_SAMPLES))
      .fill(0.9)
      .fill(0.1, 140, 146);
    const checkpoints = [0, 32, 64, 96, 128, 160, 192, 224, 256, 288].map((frame) => ({ frame, memory: '' }));
    const chunker = createChunker(shortOptions);
    const [first] = chunker.push(samples, { firstFrame: 0, probabilities, checkpoints });
    expect(first?.end).toBe((143 * FRAME_SAMPLES) / SAMPLE_RATE);
    expect(first?.snapshotAfter.chunker.cutSample).toBe(143 * FRAME_SAMPLES);
  });

  it('leaves out no speech and takes none twice', async () => {
    for (let seed = 0; seed < 6; seed++) {
      const samples = randomMedia(seed, 60);
      const chunks = await chunksOf(samples, shortOptions);
      expectSound(chunks, samples, shortOptions);
      expect(chunks.length).toBeGreaterThan(4);
      const covered = new Uint8Array(samples.length);
      for (const { pieces } of chunks) {
        for (const { sourceStart, duration } of pieces) {
          const from = Math.round(sourceStart * SAMPLE_RATE);
          covered.fill(1, from, from + Math.round(duration * SAMPLE_RATE));
        }
      }
      const { probabilities } = await vad.process(samples, vad.initialState());
      let lost = 0;
      let run = 0;
      probabilities.forEach((probability, frame) => {
        run = probability >= 0.5 ? run + 1 : 0;
        if (run > 4 && covered[frame * FRAME_SAMPLES] === 0) lost++;
      });
      expect(lost).toBe(0);
    }
  });

  it.each([
    { name: 'the usual options', options: shortOptions },
    { name: 'regions that wait for their pads', options: waitingOptions },
  ])('makes the same chunks of any blocks with $name', async ({ options }) => {
    const samples = randomMedia(20, 60);
    const chunks = await chunksOf(samples, options);
    expectSound(chunks, samples, options);
    const random = createRandom(21);
    for (const maxLength of [400, 16_000, 16_384, 300_000]) {
      const blocks = randomBlocks(samples, maxLength, random);
      expect(fingerprints(await chunkMedia(vad, blocks, options))).toEqual(fingerprints(chunks));
    }
  });

  it('makes the remaining chunks again where regions wait for their pads', async () => {
    const samples = randomMedia(22, 60);
    const expected = await chunksOf(samples, waitingOptions);
    for (const { index, snapshotAfter } of expected) {
      const blocks = randomBlocks(samples.subarray(snapshotAfter.resumeSample), 16_000, createRandom(index));
      const remaining = await chunkMedia(vad, blocks, waitingOptions, snapshotAfter);
      expect(fingerprints(remaining)).toEqual(fingerprints(expected.slice(index + 1)));
    }
  });

  it.each([30, 31, 32])(
    'makes the remaining chunks again after a kill at any chunk (media %i)',
    async (seed) => {
      const samples = randomMedia(seed, 60);
      const random = createRandom(seed);
      const expected = await chunksOf(samples, shortOptions);
      expect(expected.length).toBeGreaterThan(5);
      for (const { index, snapshotAfter } of expected) {
        const stored = JSON.stringify(snapshotAfter);
        expect(stored.length).toBeLessThan(4000);
        const snapshot = chunkerSnapshotSchema.parse(JSON.parse(stored));
        const maxLength = [1000, 16_000, 200_000][Math.floor(random() * 3)] ?? 0;
        const blocks = randomBlocks(samples.subarray(snapshot.resumeSample), maxLength, random);
        const remaining = await chunkMedia(vad, blocks, shortOptions, snapshot);
        expect(fingerprints(remaining)).toEqual(fingerprints(expected.slice(index + 1)));
      }
    },
  );

  it('reads little of the media again after a kill', async () => {
    const samples = randomMedia(40, 100);
    for (const { end, snapshotAfter } of await chunksOf(samples, shortOptions)) {
      const again = end - snapshotAfter.resumeSample / SAMPLE_RATE;
      expect(again).toBeLessThan(shortOptions.maxChunkSeconds);
    }
  });

  it('says so when the media has become shorter than it was', async () => {
    const samples = randomMedia(50, 60);
    const snapshot = (await chunksOf(samples, shortOptions)).at(4)?.snapshotAfter ?? null;
    const shorter = samples.subarray(snapshot?.resumeSample, (snapshot?.resumeSample ?? 0) + 2000);
    await expect(chunkMedia(vad, [shorter], shortOptions, snapshot)).rejects.toMatchObject({
      code: 'media-changed',
    });
  });

  it('goes through three hours with a bounded history', () => {
    const chunker = createChunker(DEFAULT_CHUNKER_OPTIONS);
    const random = createRandom(60);
    const block = new Float32Array(GROUP_FRAMES * FRAME_SAMPLES).fill(0.1);
    const groups = Math.ceil((3 * 3600 * SAMPLE_RATE) / block.length);
    let probability = 0;
    let speechSeconds = 0;
    let chunkSeconds = 0;
    let chunkCount = 0;
    for (let group = 0; group < groups; group++) {
      const probabilities = Float32Array.from({ length: GROUP_FRAMES }, () => {
        if (random() < 0.02) probability = random() < 0.5 ? 0.1 * random() : 0.5 + 0.5 * random();
        if (probability >= 0.5) speechSeconds += FRAME_SAMPLES / SAMPLE_RATE;
        return probability;
      });
      const checkpoints = [{ frame: group * GROUP_FRAMES, memory: '' }];
      const detection = { firstFrame: group * GROUP_FRAMES, probabilities, checkpoints };
      for (const chunk of chunker.push(block, detection)) {
        chunkCount++;
        chunkSeconds += chunk.samples.length / SAMPLE_RATE;
        expect(group * block.length - chunk.snapshotAfter.resumeSample).toBeLessThan(60 * SAMPLE_RATE);
      }
    }
    expect(chunkCount).toBeGreaterThan(200);
    expect(chunkSeconds / chunkCount).toBeGreaterThan(20);
    expect(chunkSeconds).toBeGreaterThan(speechSeconds);
  });
});
