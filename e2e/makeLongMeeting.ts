import { writeFile } from 'node:fs/promises';
import { decodeAudio } from '../worker/audio/decodeAudio.ts';
import { writeWav } from '../worker/audio/wav.ts';
import { SAMPLE_MEETING } from './runEarshot.ts';

/** Writes the sample meeting several times in a row as a 16 kHz WAV file; returns its length in seconds. */
export async function makeLongMeeting(path: string, times: number): Promise<number> {
  const blocks: Float32Array[] = [];
  const { signal } = new AbortController();
  for await (const block of decodeAudio({
    path: SAMPLE_MEETING,
    streamIndex: null,
    channels: 'mix',
    signal,
  })) {
    blocks.push(...block.tracks);
  }
  const meeting = concatenate(blocks);
  const samples = concatenate(Array.from({ length: times }, () => meeting));
  await writeFile(path, writeWav({ sampleRate: 16_000, channels: [samples] }, 'pcm16'));
  return samples.length / 16_000;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
