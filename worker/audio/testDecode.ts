import { fileURLToPath } from 'node:url';
import type { AudioBlock } from './audioBlock.ts';
import { decodeAudio, type DecodeAudioOptions } from './decodeAudio.ts';

/** Path of a clip made by `scripts/fixtures/makeMediaFixtures.sh`. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`./__fixtures__/${name}`, import.meta.url));
}

export interface DecodedTracks {
  readonly startSample: number | null;
  readonly tracks: readonly Float32Array[];
}

/** Decodes a file whole, and checks on the way that blocks are short, equally long and follow each other. */
export async function decodeWhole(
  path: string,
  options: Partial<Omit<DecodeAudioOptions, 'path'>> = {},
): Promise<DecodedTracks> {
  const blocks: AudioBlock[] = [];
  const { signal } = new AbortController();
  for await (const block of decodeAudio({ path, streamIndex: null, channels: 'mix', signal, ...options })) {
    blocks.push(block);
  }
  return joinBlocks(blocks);
}

export function joinBlocks(blocks: readonly AudioBlock[]): DecodedTracks {
  const first = blocks[0];
  if (first === undefined) return { startSample: null, tracks: [] };
  let next = first.startSample;
  for (const block of blocks) {
    const lengths = new Set(block.tracks.map((samples) => samples.length));
    const [length = 0] = lengths;
    if (block.startSample !== next || lengths.size !== 1 || length > 16_000 || length === 0) {
      throw new Error(`Block at ${String(block.startSample)} does not fit at ${String(next)}.`);
    }
    next += length;
  }
  return {
    startSample: first.startSample,
    tracks: first.tracks.map((_, track) => {
      const joined = new Float32Array(next - first.startSample);
      for (const block of blocks) {
        joined.set(block.tracks[track] ?? [], block.startSample - first.startSample);
      }
      return joined;
    }),
  };
}
