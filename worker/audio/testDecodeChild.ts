import { readFile, writeFile } from 'node:fs/promises';
import { AppError } from '../contract/index.ts';
import { createRandom } from '../lib/testRandom.ts';
import { decodeAudio } from './decodeAudio.ts';
import { probeMedia } from './probeMedia.ts';
import { mutate } from './testMutation.ts';

/**
 * Runs in a process of its own, which damaged media may crash. Arguments: a scratch file, the number of mutations, the
 * files to damage. Sends its parent one message per mutation; a wrong result ends it.
 */
const [scratch = '', count = '0', ...sources] = process.argv.slice(2);
const files = await Promise.all(sources.map((source) => readFile(source)));
const { signal } = new AbortController();

for (let seed = 0; seed < Number(count); seed += 1) {
  const random = createRandom(seed);
  const bytes = files[seed % files.length] ?? Buffer.alloc(0);
  const other = files[Math.floor(random() * files.length)] ?? bytes;
  await writeFile(scratch, mutate(bytes, other, random));
  process.send?.({ seed, outcome: await outcomeOf(seed) });
}
process.disconnect();

async function outcomeOf(seed: number): Promise<string> {
  try {
    await probeMedia(scratch);
    return (await decodeChecked(seed)) > 0 ? 'samples' : 'nothing';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

async function decodeChecked(seed: number): Promise<number> {
  const channels = seed % 2 === 0 ? 'mix' : 'split';
  const startSeconds = seed % 5 === 0 ? 0.7 : 0;
  let next = Math.round(startSeconds * 16_000);
  let total = 0;
  for await (const block of decodeAudio({
    path: scratch,
    streamIndex: null,
    channels,
    startSeconds,
    signal,
  })) {
    const length = block.tracks[0]?.length ?? 0;
    const isRight = block.tracks.every(
      (samples) => samples.length === length && samples.every(Number.isFinite),
    );
    if (block.startSample !== next || length === 0 || length > 16_000 || !isRight) {
      throw new Error(`Mutation ${String(seed)}: wrong block at ${String(next)}.`);
    }
    next += length;
    total += length;
  }
  return total;
}
