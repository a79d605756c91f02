import { WhisperFeatureExtractor } from '@huggingface/transformers';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { GraphEditor } from '../../inference/onnx/graphEditor.ts';
import { writeOnnxModel } from '../../inference/onnx/writeOnnxModel.ts';
import { openSession } from '../../inference/openSession.ts';
import { toFloat32 } from './float16.ts';
import { createLogMel } from './logMel.ts';
import { addLogMel, padSamples } from './prepare/addLogMel.ts';
import { requireOutput } from './requireOutput.ts';

/** A voiced sound: harmonics of a gliding pitch under a slow envelope, with pauses of digital silence. */
function speechLike(length: number): Float32Array {
  let phase = 0;
  return Float32Array.from({ length }, (_, index) => {
    const seconds = index / 16_000;
    phase += (2 * Math.PI * (140 + 40 * Math.sin(seconds * 5))) / 16_000;
    const envelope = Math.max(0, Math.sin(seconds * 9)) ** 2;
    let sum = 0;
    for (let harmonic = 1; harmonic <= 20; harmonic += 1) sum += Math.sin(phase * harmonic) / harmonic;
    return 0.3 * envelope * sum;
  });
}

/** Uniform noise, the same in every run. */
function noise(length: number, level: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return level * (state / 2 ** 31 - 1);
  });
}

/** A loud tone over noise far below it, and then the noise alone. */
function toneOverNoise(): Float32Array {
  return noise(480_000, 1e-4).map(
    (value, index) => value + (index < 240_000 ? 0.9 * Math.sin((2 * Math.PI * 440 * index) / 16_000) : 0),
  );
}

const SHAPE = { nFft: 400, hopLength: 160, sampleRate: 16_000, maxSourcePositions: 1500 };
const signals: readonly (readonly [string, Float32Array])[] = [
  ['a full window of noise', noise(480_000, 0.5)],
  ['a full window of voice', speechLike(480_000)],
  ['a window that ends in mid frame', speechLike(123_457)],
  ['more than a window', speechLike(500_000)],
  ['a loud tone over noise far below it', toneOverNoise()],
  ['very quiet noise', noise(200_000, 1e-5)],
  ['a single sample', Float32Array.of(0.7)],
  ['silence', new Float32Array(16_000)],
  ['nothing', new Float32Array(0)],
];

describe('createLogMel against WhisperFeatureExtractor of transformers.js', () => {
  it.each([80, 128])('agrees within 1e-4 with %i mels', async (melBins) => {
    const logMel = createLogMel({ ...SHAPE, melBins });
    const reference = new WhisperFeatureExtractor({
      feature_size: melBins,
      n_fft: 400,
      hop_length: 160,
      sampling_rate: 16_000,
      n_samples: 480_000,
      nb_max_frames: 3000,
    });
    for (const [name, samples] of signals) {
      const { input_features: expected } = await reference._call(samples);
      const features = logMel(samples);
      expect(features, name).toHaveLength(expected.data.length);
      expect(largestDifference(features, expected.data), name).toBeLessThan(1e-4);
    }
  });
});

describe('addLogMel', () => {
  it.each([80, 128])('agrees with createLogMel within 1e-4 with %i mels', async (melBins) => {
    const shape = { ...SHAPE, melBins };
    const folder = await mkdtemp(join(tmpdir(), 'earshot-mel-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'mel.onnx');
    const editor = new GraphEditor({ nodes: [], initializers: new Map() }, 17);
    const { features, input } = addLogMel(editor, shape);
    await writeOnnxModel(path, {
      irVersion: 8n,
      opsets: new Map([['', 17]]),
      graph: editor.select([features], new Set([input.name])),
      inputs: [input],
      outputs: [{ name: features, type: 'float32', shape: ['batch', melBins, 3000] }],
      sourceFolder: folder,
    });
    const session = await openSession(path, { device: 'cpu', threads: 1 });
    const logMel = createLogMel(shape);
    for (const [name, samples] of signals) {
      const data = padSamples(samples, shape);
      const outputs = await session.run({
        samples: { type: 'float32', dims: [1, data.length / shape.hopLength, shape.hopLength], data },
      });
      const actual = toFloat32(requireOutput(outputs, features));
      expect(actual, name).toHaveLength(melBins * 3000);
      expect(largestDifference(actual, logMel(samples)), name).toBeLessThan(1e-4);
    }
    await session.release();
  });
});

function largestDifference(actual: Float32Array, expected: ArrayLike<unknown>): number {
  let largest = 0;
  for (let index = 0; index < actual.length; index += 1) {
    const difference = Math.abs((actual[index] ?? Number.NaN) - Number(expected[index]));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
