import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openSession } from '../inference/openSession.ts';
import type { Session } from '../inference/session.ts';
import { createRandom } from '../lib/testRandom.ts';
import { randomBlocks, readSpeechFixture } from './__fixtures__/speechFixture.ts';
import { FRAME_SAMPLES } from './frames.ts';
import { createSileroVad, type SileroVad } from './sileroVad.ts';
import { findSpeechRegions } from './speechRegions.ts';
import { restoreVadState, vadCheckpointSchema } from './vadCheckpoint.ts';

const repositoryRoot = join(import.meta.dirname, '..', '..');
const modelPath = join(repositoryRoot, 'assets/models/silero-vad/silero_vad_v5_16k.onnx');
const publishedModelPath = join(repositoryRoot, 'node_modules/@ricky0123/vad-web/dist/silero_vad_v5.onnx');

const speech = readSpeechFixture();
let session: Session;
let vad: SileroVad;

beforeAll(async () => {
  session = await openSession(modelPath, { device: 'cpu', threads: 1 });
  vad = createSileroVad(session);
});

afterAll(() => session.release());

async function detectAll(blocks: Iterable<Float32Array>): Promise<number[]> {
  const probabilities: number[] = [];
  let state = vad.initialState();
  for (const block of blocks) {
    const result = await vad.process(block, state);
    expect(result.firstFrame).toBe(probabilities.length);
    probabilities.push(...result.probabilities);
    state = result.state;
  }
  return [...probabilities, ...(await vad.finish(state)).probabilities];
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN))));
}

/** Half a minute: the fixture as it is, quiet in noise, and clipped. */
function longRecording(): Float32Array {
  const random = createRandom(1);
  const noisy = speech.map((sample) => 0.1 * sample + 0.02 * (random() - 0.5));
  const clipped = speech.map((sample) => Math.max(-0.3, Math.min(0.3, 4 * sample)));
  return Float32Array.from([speech, noisy, clipped].flatMap((part) => [...part]));
}

describe('createSileroVad', () => {
  it('gives the probabilities that numpy computes from the published weights', async () => {
    const path = join(import.meta.dirname, '__fixtures__', 'sileroReference.json');
    const reference = JSON.parse(readFileSync(path, 'utf8')) as { probabilities: number[] };
    expect(largestDifference(await detectAll([speech]), reference.probabilities)).toBeLessThan(1e-4);
  });

  it('gives the same bits for any blocks', async () => {
    const recording = longRecording();
    const expected = await detectAll([recording]);
    const random = createRandom(2);
    for (const maxLength of [300, 511, 5000, 16_000, 100_000]) {
      expect(await detectAll(randomBlocks(recording, maxLength, random))).toEqual(expected);
    }
  });

  it('goes on from a checkpoint that was stored as JSON with the same bits', async () => {
    const { probabilities, checkpoints } = await vad.process(speech, vad.initialState());
    expect(checkpoints.map(({ frame }) => frame)).toEqual([0, 32, 64, 96, 128, 160, 192, 224]);
    for (const checkpoint of checkpoints) {
      const stored = vadCheckpointSchema.parse(JSON.parse(JSON.stringify(checkpoint)));
      const rest = await vad.process(speech.subarray(stored.frame * FRAME_SAMPLES), restoreVadState(stored));
      expect(rest.firstFrame).toBe(stored.frame);
      expect(rest.probabilities).toEqual(probabilities.slice(stored.frame));
    }
  });

  it('gives no probability for no audio and one for less than a frame', async () => {
    expect(await detectAll([])).toEqual([]);
    expect(await detectAll([new Float32Array(0)])).toEqual([]);
    expect(await detectAll([speech.subarray(0, 100)])).toHaveLength(1);
    expect(await detectAll([speech.subarray(0, FRAME_SAMPLES)])).toHaveLength(1);
    expect(await detectAll([speech.subarray(0, FRAME_SAMPLES + 1)])).toHaveLength(2);
  });

  it('finds no speech in silence and in noise', async () => {
    const random = createRandom(3);
    for (const level of [0, 0.001, 0.05, 0.5]) {
      const noise = Float32Array.from({ length: 160_000 }, () => level * (2 * random() - 1));
      expect(Math.max(...(await detectAll([noise])))).toBeLessThan(0.35);
    }
  });

  it('still hears speech after samples that are no numbers or no audio', async () => {
    const broken = new Float32Array(20_000).fill(NaN);
    broken.fill(Infinity, 5000, 10_000).fill(-3e38, 10_000, 15_000);
    const silent = await detectAll([new Float32Array(20_000), speech]);
    expect(await detectAll([broken, speech])).toEqual(silent);
  });

  it('refuses another graph', async () => {
    const published = await openSession(publishedModelPath, { device: 'cpu', threads: 1 });
    expect(() => createSileroVad(published)).toThrow(expect.objectContaining({ code: 'model-incompatible' }));
    await published.release();
  });
});

/**
 * The reference implementation: the model wrapper and the frame processor of @ricky0123/vad-web, on its own
 * onnxruntime-web, driven as its NonRealTimeVAD does (which is tied to the older model, hence not used itself).
 */
describe('compared with vad-web', () => {
  interface ReferenceEvent {
    readonly msg: string;
    readonly probs?: { readonly isSpeech: number };
  }
  interface ReferenceModel {
    process(frame: Float32Array): Promise<{ isSpeech: number; notSpeech: number }>;
    reset_state(): void;
    release(): Promise<void>;
  }
  interface ReferenceProcessor {
    resume(): void;
    process(frame: Float32Array, handle: (event: ReferenceEvent) => void): Promise<void>;
    endSegment(handle: (event: ReferenceEvent) => void): void;
  }
  interface ReferenceModules {
    Silero: { new: (ort: unknown, fetchModel: () => Promise<ArrayBuffer>) => Promise<ReferenceModel> };
    FrameProcessor: new (
      process: ReferenceModel['process'],
      reset: () => void,
      options: Readonly<Record<string, number | boolean>>,
      msPerFrame: number,
    ) => ReferenceProcessor;
  }

  const FRAME_MS = 32;
  const redemptionFrames = 8;
  const minSpeechFrames = 4;
  const recording = longRecording();
  const referenceProbabilities: number[] = [];
  const referenceRegions: { start: number; end: number }[] = [];

  beforeAll(async () => {
    vi.spyOn(console, 'log').mockReturnValue();
    const require = createRequire(import.meta.url);
    const requireInside = createRequire(require.resolve('@ricky0123/vad-web'));
    const { Silero } = require('@ricky0123/vad-web/dist/models/silero.js') as Pick<
      ReferenceModules,
      'Silero'
    >;
    const { FrameProcessor } = require('@ricky0123/vad-web/dist/frame-processor.js') as Pick<
      ReferenceModules,
      'FrameProcessor'
    >;
    const bytes = new Uint8Array(readFileSync(publishedModelPath));
    const model = await Silero.new(requireInside('onnxruntime-web'), () => Promise.resolve(bytes.buffer));
    const processor = new FrameProcessor(
      model.process,
      model.reset_state,
      {
        positiveSpeechThreshold: 0.5,
        negativeSpeechThreshold: 0.35,
        preSpeechPadMs: 0,
        redemptionMs: redemptionFrames * FRAME_MS,
        minSpeechMs: minSpeechFrames * FRAME_MS,
        submitUserSpeechOnPause: false,
      },
      FRAME_MS,
    );
    processor.resume();
    let frame = 0;
    let start = 0;
    let trailingSilence = 0;
    const handle = (event: ReferenceEvent) => {
      if (event.msg === 'FRAME_PROCESSED') referenceProbabilities.push(event.probs?.isSpeech ?? NaN);
      if (event.msg === 'SPEECH_START') start = frame;
      if (event.msg === 'SPEECH_END') referenceRegions.push({ start, end: frame - trailingSilence });
    };
    trailingSilence = redemptionFrames - 1;
    for (; frame * FRAME_SAMPLES < recording.length; frame++) {
      const samples = new Float32Array(FRAME_SAMPLES);
      samples.set(recording.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES));
      await processor.process(samples, handle);
    }
    trailingSilence = 0;
    processor.endSegment(handle);
    await model.release();
    vi.restoreAllMocks();
  });

  it('gives the same probabilities', async () => {
    expect(largestDifference(await detectAll([recording]), referenceProbabilities)).toBeLessThan(1e-4);
  });

  /**
   * How the rules differ, and how the options are mapped: vad-web counts frames below the negative threshold since the
   * last frame of speech, Silero (and we) the time since the first of them, so n counted frames are n - 1 frames of
   * time; its regions hold that silence, ours end before it; it asks for a number of frames of speech, Silero for more
   * than a duration; it pads at the start only.
   */
  it('finds the same regions', async () => {
    const frameSeconds = FRAME_MS / 1000;
    const regions = findSpeechRegions(await detectAll([recording]), recording.length, {
      threshold: 0.5,
      negativeThreshold: 0.35,
      minSilenceSeconds: (redemptionFrames - 1) * frameSeconds,
      minSpeechSeconds: (minSpeechFrames - 1) * frameSeconds,
      speechPadSeconds: 0,
      maxSpeechSeconds: null,
    });
    expect(regions.length).toBeGreaterThan(8);
    expect(regions).toHaveLength(referenceRegions.length);
    regions.forEach(({ startSample, endSample }, i) => {
      const expected = referenceRegions[i];
      expect(Math.abs(startSample / FRAME_SAMPLES - (expected?.start ?? NaN))).toBeLessThanOrEqual(1);
      expect(Math.abs(endSample / FRAME_SAMPLES - (expected?.end ?? NaN))).toBeLessThanOrEqual(1);
    });
  });
});
