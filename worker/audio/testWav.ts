import { writeFile } from 'node:fs/promises';
import { writeWav } from './wav.ts';

/** Writes samples as they are, as floats. Returns the path. */
export async function writeTestWav(
  path: string,
  sampleRate: number,
  ...channels: Float32Array[]
): Promise<string> {
  await writeFile(path, writeWav({ sampleRate, channels }, 'float32'));
  return path;
}
