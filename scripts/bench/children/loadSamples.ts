import { readFile } from 'node:fs/promises';
import { readWav } from '../../../worker/audio/wav.ts';

const loaded = new Map<string, Float32Array>();

/** Samples of a mono WAV file; read once, so that a second run does not measure the disk. */
export async function loadSamples(path: string): Promise<Float32Array> {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const [samples = new Float32Array()] = readWav(await readFile(path)).channels;
  loaded.set(path, samples);
  return samples;
}
