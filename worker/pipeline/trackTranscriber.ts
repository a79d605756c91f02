import type { ChunkResult, RecognizerChunk } from '../asr/recognizer.ts';
import { AppError } from '../contract/index.ts';
import { DEFAULT_CHUNKER_OPTIONS, createChunker } from '../vad/chunker.ts';
import type { SileroVad } from '../vad/sileroVad.ts';
import type { SpeechChunk } from '../vad/speechChunk.ts';
import { createSpeechDetector } from '../vad/speechDetector.ts';
import { SAMPLE_RATE } from '../vad/frames.ts';
import { chunkGroupSize } from './chunkGroups.ts';
import type { TrackCheckpoint } from './transcriptionCheckpoint.ts';

/** One finished chunk and the place to go on from once it is stored. */
export interface TrackResult {
  readonly chunk: SpeechChunk;
  readonly result: ChunkResult;
  readonly checkpoint: TrackCheckpoint;
}

export interface TrackTranscriberOptions {
  readonly vad: Pick<SileroVad, 'initialState' | 'process' | 'finish'>;
  readonly recognizeGroup: (
    chunks: readonly RecognizerChunk[],
  ) => AsyncGenerator<ChunkResult, void, undefined>;
  readonly checkpoint: TrackCheckpoint;
}

/**
 * One channel of the media on its way from samples to recognized chunks. Samples come in order from the beginning of
 * the media; those before the checkpoint are passed over. Keeps at most one group of chunks.
 */
export interface TrackTranscriber {
  /** About how many seconds of the media have been recognized or found silent; for progress only. */
  readonly doneSeconds: number;
  push(samples: Float32Array, startSample: number): AsyncGenerator<TrackResult, void, undefined>;
  finish(): AsyncGenerator<TrackResult, void, undefined>;
}

export function createTrackTranscriber({
  vad,
  recognizeGroup,
  checkpoint,
}: TrackTranscriberOptions): TrackTranscriber {
  const detector = createSpeechDetector(vad, checkpoint.snapshot);
  const chunker = createChunker(DEFAULT_CHUNKER_OPTIONS, checkpoint.snapshot);
  const resumeSample = checkpoint.snapshot?.resumeSample ?? 0;
  let current = checkpoint;
  let waiting: SpeechChunk[] = [];
  let doneSeconds = resumeSample / SAMPLE_RATE;

  async function* recognize(chunks: readonly SpeechChunk[]): AsyncGenerator<TrackResult, void, undefined> {
    const last = chunks.at(-1);
    if (last === undefined) return;
    const after: TrackCheckpoint = { nextGroup: current.nextGroup + 1, snapshot: last.snapshotAfter };
    const from = doneSeconds;
    const unfinished = new Map(chunks.map((chunk) => [chunk.index, chunk]));
    for await (const result of recognizeGroup(chunks.map(({ index, samples }) => ({ index, samples })))) {
      const chunk = unfinished.get(result.index);
      if (chunk === undefined) throw new AppError('internal', `Chunk ${result.index} was not asked for.`);
      unfinished.delete(result.index);
      if (unfinished.size === 0) current = after;
      doneSeconds = last.end - (last.end - from) * (unfinished.size / chunks.length);
      yield { chunk, result, checkpoint: current };
    }
    if (unfinished.size > 0) throw new AppError('internal', 'The recognizer left out chunks.');
  }

  async function* recognizeFullGroups(): AsyncGenerator<TrackResult, void, undefined> {
    for (;;) {
      const size = chunkGroupSize(current.nextGroup);
      if (waiting.length < size) return;
      const group = waiting.slice(0, size);
      waiting = waiting.slice(size);
      yield* recognize(group);
    }
  }

  return {
    get doneSeconds() {
      return doneSeconds;
    },
    async *push(samples, startSample) {
      const needed = samples.subarray(Math.min(samples.length, Math.max(0, resumeSample - startSample)));
      if (needed.length === 0) return;
      waiting.push(...chunker.push(needed, await detector.detect(needed)));
      yield* recognizeFullGroups();
      const decodedSeconds = (startSample + samples.length) / SAMPLE_RATE;
      if (waiting.length === 0) {
        doneSeconds = Math.max(doneSeconds, decodedSeconds - DEFAULT_CHUNKER_OPTIONS.maxChunkSeconds);
      }
    },
    async *finish() {
      waiting.push(...chunker.flush(await detector.finish()));
      yield* recognizeFullGroups();
      const rest = waiting;
      waiting = [];
      yield* recognize(rest);
    },
  };
}
