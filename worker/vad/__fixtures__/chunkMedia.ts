import { createHash } from 'node:crypto';
import { type ChunkerOptions, createChunker } from '../chunker.ts';
import type { ChunkerSnapshot } from '../chunkerSnapshot.ts';
import type { SileroVad } from '../sileroVad.ts';
import type { SpeechChunk } from '../speechChunk.ts';
import { createSpeechDetector } from '../speechDetector.ts';

/** What the pipeline does: `blocks` are the media's samples from `snapshot.resumeSample` on. */
export async function chunkMedia(
  vad: SileroVad,
  blocks: Iterable<Float32Array>,
  options: ChunkerOptions,
  snapshot: ChunkerSnapshot | null = null,
): Promise<SpeechChunk[]> {
  const detector = createSpeechDetector(vad, snapshot);
  const chunker = createChunker(options, snapshot);
  const chunks: SpeechChunk[] = [];
  for (const block of blocks) chunks.push(...chunker.push(block, await detector.detect(block)));
  return [...chunks, ...chunker.flush(await detector.finish())];
}

/** The chunks with a hash for their samples: they are equal bit for bit when this is, and it compares quickly. */
export function fingerprints(chunks: readonly SpeechChunk[]): unknown[] {
  return chunks.map(({ samples, ...rest }) => ({ ...rest, samples: hashSamples(samples) }));
}

export function hashSamples(samples: Float32Array): string {
  return createHash('sha256').update(new Uint8Array(samples.slice().buffer)).digest('hex');
}
