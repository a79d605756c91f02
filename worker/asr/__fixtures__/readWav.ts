import { readFileSync } from 'node:fs';

/** Samples of a mono 16-bit WAV file with a 44-byte header, as the clips here are. */
export function readWav(path: string): Float32Array {
  const bytes = readFileSync(path);
  const samples = new Float32Array((bytes.length - 44) / 2);
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(44 + i * 2) / 32768;
  return samples;
}
