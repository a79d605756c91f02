import { spawnSync } from 'node:child_process';
import { devNull } from 'node:os';
import { alternate } from '../alternate.ts';
import type { BenchStep } from '../benchStep.ts';
import type { DecoderCalls } from '../children/decoderCalls.ts';
import { startChild } from '../children/startChild.ts';
import { formatMegabytes, formatMs, formatRatio, formatSpeed } from '../format.ts';
import { ensureHourOfM4a } from '../fixtures/hourOfM4a.ts';

const PAIRS = 3;
const SECONDS = 3600;
/** Copied minutes overlap by what an AAC encoder puts before its sound. */
const TOLERANCE_SECONDS = 5;

export const decoding: BenchStep = {
  name: 'decode',
  title: 'Decoding',
  method:
    'An hour of AAC in MP4 (44.1 kHz stereo) to 16 kHz mono samples, against the ffmpeg program doing the same into nothing.',
  async run(tell) {
    tell('making an hour of m4a');
    const path = await ensureHourOfM4a();
    const child = startChild<DecoderCalls>('decoder');
    try {
      const hasProgram = spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0;
      let peakBytes = 0;
      const { firstMs, secondMs, ratio } = await alternate(
        PAIRS,
        async () => {
          const measured = await child.call('decode', { path });
          if (Math.abs(measured.result.seconds - SECONDS) > TOLERANCE_SECONDS)
            throw new Error('The decoder lost audio.');
          peakBytes = measured.peakBytes;
          return measured.elapsedMs;
        },
        async () => (hasProgram ? decodeWithProgram(path) : NaN),
      );
      return [
        {
          measured: 'an hour of m4a',
          earshot: `${formatMs(firstMs)} (${formatSpeed(SECONDS, firstMs)}; peak memory ${formatMegabytes(peakBytes)})`,
          comparison: hasProgram ? `ffmpeg ${formatMs(secondMs)}` : 'no ffmpeg program on this machine',
          ratio: hasProgram ? `${formatRatio(1 / ratio)} its time` : '',
          target: null,
        },
      ];
    } finally {
      await child.stop();
    }
  },
};

function decodeWithProgram(path: string): number {
  const startedAtMs = performance.now();
  const output = ['-ac', '1', '-ar', '16000', '-f', 'f32le', '-y', devNull];
  const { status } = spawnSync('ffmpeg', ['-v', 'error', '-i', path, ...output], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`ffmpeg ended with ${status}.`);
  return performance.now() - startedAtMs;
}
