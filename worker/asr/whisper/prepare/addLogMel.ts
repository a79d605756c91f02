import type { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import type { OnnxValue } from '../../../inference/onnx/writeOnnxModel.ts';
import { POWER_FLOOR, RANGE_DECADES, type LogMelShape } from '../logMel.ts';
import { createMelFilters } from '../melFilters.ts';

/**
 * The features of `createLogMel` as a part of the encoder's graph, where products of matrices make them on all threads:
 * the Fourier transform is one, of rows of samples and the windowed sines. Takes `samples` as `padSamples` lays them out.
 * Float32 is enough: what rounding leaves in a bin is some 1e-8 of the loudest one, and the floor is at 1e-4 of it.
 */
export function addLogMel(
  editor: GraphEditor,
  shape: LogMelShape,
): { readonly features: string; readonly input: OnnxValue } {
  const { nFft, hopLength, melBins } = shape;
  const frames = shape.maxSourcePositions * 2;
  const parts = Math.ceil(nFft / hopLength);
  const bins = nFft / 2 + 1;
  const waves = windowedWaves(nFft);
  let spectrum = '';
  for (let part = 0; part < parts; part++) {
    const from = part * hopLength;
    const length = Math.min(hopLength, nFft - from);
    const rows = editor.add('Slice', [
      'samples',
      editor.integers(part, 0),
      editor.integers(part + frames, length),
      editor.integers(1, 2),
    ]);
    const matrix = waves.subarray(from * bins * 2, (from + length) * bins * 2);
    const product = editor.add('MatMul', [
      rows,
      addMatrix(editor, `waves_${part}`, length, bins * 2, matrix),
    ]);
    spectrum = spectrum === '' ? product : editor.add('Add', [spectrum, product]);
  }
  const power = editor.add('Mul', [spectrum, spectrum]);
  const filters = addMatrix(editor, 'mel_filters', bins * 2, melBins, repeatedFilters(shape));
  const mel = editor.add('Max', [editor.add('MatMul', [power, filters]), editor.float(POWER_FLOOR)]);
  const decades = editor.add('Mul', [editor.add('Log', [mel]), editor.float(Math.LOG10E)]);
  const loudest = editor.reduceMax(editor.reduceMax(decades, 2), 1);
  const floor = editor.add('Sub', [loudest, editor.float(RANGE_DECADES)]);
  const clamped = editor.add('Max', [decades, floor]);
  const scaled = editor.add('Mul', [editor.add('Add', [clamped, editor.float(4)]), editor.float(1 / 4)]);
  return {
    features: editor.add('Transpose', [scaled], { perm: [0, 2, 1] }),
    input: { name: 'samples', type: 'float32', shape: ['batch', frames + parts - 1, hopLength] },
  };
}

/**
 * Samples of one window as rows of `hopLength`, of which frame n begins with row n: cut or padded with silence to the
 * window, its edges reflected by half a frame.
 */
export function padSamples(samples: Float32Array, shape: LogMelShape): Float32Array {
  const { nFft, hopLength } = shape;
  const frames = shape.maxSourcePositions * 2;
  const windowSamples = frames * hopLength;
  const half = nFft / 2;
  const padded = new Float32Array((frames + Math.ceil(nFft / hopLength) - 1) * hopLength);
  padded.set(samples.subarray(0, windowSamples), half);
  for (let distance = 1; distance <= half; distance++) {
    padded[half - distance] = samples[distance] ?? 0;
    padded[half + windowSamples - 1 + distance] = samples[windowSamples - 1 - distance] ?? 0;
  }
  return padded;
}

/** Hann window times cosines and, after them, sines of all bins: [nFft, 2 * bins]. */
function windowedWaves(nFft: number): Float32Array {
  const bins = nFft / 2 + 1;
  const waves = new Float32Array(nFft * bins * 2);
  for (let index = 0; index < nFft; index++) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / nFft);
    for (let bin = 0; bin < bins; bin++) {
      const angle = (2 * Math.PI * ((index * bin) % nFft)) / nFft;
      waves[index * bins * 2 + bin] = hann * Math.cos(angle);
      waves[(index * 2 + 1) * bins + bin] = hann * Math.sin(angle);
    }
  }
  return waves;
}

/** Mel filters for the squares of cosine parts and once more for those of sine parts: [2 * bins, melBins]. */
function repeatedFilters({ melBins, nFft, sampleRate }: LogMelShape): Float32Array {
  const bins = nFft / 2 + 1;
  const { firstBin, from, weights } = createMelFilters(melBins, bins, sampleRate);
  const matrix = new Float32Array(bins * 2 * melBins);
  for (let mel = 0; mel < melBins; mel++) {
    const first = from[mel] ?? 0;
    for (const [offset, weight] of weights.subarray(first, from[mel + 1]).entries()) {
      const bin = (firstBin[mel] ?? 0) + offset;
      matrix[bin * melBins + mel] = weight;
      matrix[(bins + bin) * melBins + mel] = weight;
    }
  }
  return matrix;
}

function addMatrix(
  editor: GraphEditor,
  name: string,
  rows: number,
  columns: number,
  values: Float32Array,
): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return editor.constant(name, 'float32', [rows, columns], bytes);
}
