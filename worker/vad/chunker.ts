import { AppError } from '../contract/index.ts';
import { ChunkBuilder } from './chunkBuilder.ts';
import type { ChunkerSnapshot, ChunkerState } from './chunkerSnapshot.ts';
import { FRAME_SAMPLES, GROUP_FRAMES, SAMPLE_RATE } from './frames.ts';
import { findQuietestCut } from './quietestCut.ts';
import { INITIAL_REGION_STATE, type SpeechRegion } from './regionState.ts';
import { SampleHistory } from './sampleHistory.ts';
import type { SpeechDetection } from './sileroVad.ts';
import type { SpeechChunk } from './speechChunk.ts';
import { DEFAULT_SPEECH_REGION_OPTIONS, type SpeechRegionOptions } from './speechRegionOptions.ts';
import { advanceRegions, finishRegions } from './speechRegions.ts';
import type { VadCheckpoint } from './vadCheckpoint.ts';

export interface ChunkerOptions {
  readonly regions: SpeechRegionOptions;
  /** Longest chunk. 30 s is the window Whisper was trained on. */
  readonly maxChunkSeconds: number;
  /**
   * A longer pause between two padded regions is shortened to this, half from either side. Raising it leaves less
   * room for speech; without any, words of different sentences run together.
   */
  readonly maxPauseSeconds: number;
  /** How far before the end of a full chunk a place to cut running speech is looked for. */
  readonly cutSearchSeconds: number;
}

/**
 * `maxPauseSeconds`: with 0.2 s of padding on both sides one second of pause is left, where long pauses begin
 * (Campione and Veronis 2002). `cutSearchSeconds`: speakers breathe every three to four seconds, so five nearly always
 * hold a pause, and a chunk is at least five sixths full.
 */
export const DEFAULT_CHUNKER_OPTIONS: ChunkerOptions = {
  regions: DEFAULT_SPEECH_REGION_OPTIONS,
  maxChunkSeconds: 30,
  maxPauseSeconds: 0.6,
  cutSearchSeconds: 5,
};

export interface Chunker {
  /**
   * Takes the next samples and what the detector made of them (it may lag behind; frames are counted here). Returns
   * the chunks that are now complete.
   */
  push(samples: Float32Array, detection: SpeechDetection): SpeechChunk[];
  /**
   * Ends the media; `detection` is the detector's `finish()`. Throws `media-changed` when the media ended before the
   * place the snapshot was taken at.
   */
  flush(detection: SpeechDetection): SpeechChunk[];
}

/**
 * Packs speech regions into chunks. Every decision depends on the audio alone, never on the blocks it comes in; the
 * audio kept is bounded by a chunk and a block. With a snapshot, and then the media's samples from
 * `snapshot.resumeSample` on, the chunks after the snapshot's are made again bit for bit.
 */
export function createChunker(options: ChunkerOptions, snapshot: ChunkerSnapshot | null = null): Chunker {
  const machine = new ChunkMachine(options, snapshot);
  return {
    push: (samples, detection) => machine.push(samples, detection),
    flush: (detection) => machine.flush(detection),
  };
}

const INITIAL_STATE: ChunkerState = {
  nextIndex: 0,
  regions: INITIAL_REGION_STATE,
  queue: [],
  cutSample: 0,
  quietRuns: [],
};

class ChunkMachine {
  readonly #options: ChunkerOptions;
  readonly #maxSamples: number;
  readonly #halfPauseSamples: number;
  readonly #builder: ChunkBuilder;
  readonly #history: SampleHistory;
  #state: ChunkerState;
  /** Of the groups from the current one on. */
  #checkpoints: VadCheckpoint[] = [];
  #hasEnded = false;
  #chunks: SpeechChunk[] = [];

  constructor(options: ChunkerOptions, snapshot: ChunkerSnapshot | null) {
    this.#options = options;
    this.#maxSamples = Math.floor(options.maxChunkSeconds * SAMPLE_RATE);
    this.#halfPauseSamples = Math.floor((options.maxPauseSeconds * SAMPLE_RATE) / 2);
    this.#builder = new ChunkBuilder(this.#maxSamples, this.#halfPauseSamples);
    this.#state = snapshot?.chunker ?? INITIAL_STATE;
    this.#history = new SampleHistory(snapshot?.resumeSample ?? 0);
  }

  push(samples: Float32Array, detection: SpeechDetection): SpeechChunk[] {
    this.#history.append(samples);
    this.#takeFrames(detection);
    return this.#takeChunks();
  }

  flush(detection: SpeechDetection): SpeechChunk[] {
    this.#takeFrames(detection);
    const totalSamples = this.#history.end;
    if (totalSamples <= (this.#state.regions.frame - 1) * FRAME_SAMPLES) {
      throw new AppError('media-changed', 'The media is shorter than when its transcription began.', {
        details: { totalSamples, expectedFrames: this.#state.regions.frame },
      });
    }
    this.#hasEnded = true;
    const step = finishRegions(this.#state.regions, totalSamples, this.#options.regions);
    this.#state = { ...this.#state, regions: step.state, queue: [...this.#state.queue, ...step.regions] };
    this.#packRegions();
    if (!this.#builder.isEmpty) this.#emit();
    return this.#takeChunks();
  }

  #takeFrames({ firstFrame, probabilities, checkpoints }: SpeechDetection): void {
    this.#checkpoints.push(...checkpoints);
    for (let i = 0; i < probabilities.length; i++) {
      if (firstFrame + i >= this.#state.regions.frame) this.#takeFrame(probabilities[i] ?? 0);
    }
    this.#history.trim(this.#oldestNeeded());
  }

  #takeFrame(probability: number): void {
    const { regions, queue, quietRuns } = this.#state;
    const step = advanceRegions(regions, probability, this.#options.regions);
    const isQuiet = probability < this.#options.regions.negativeThreshold;
    this.#state = {
      ...this.#state,
      regions: step.state,
      queue: step.regions.length === 0 ? queue : [...queue, ...step.regions],
      quietRuns: isQuiet ? addQuietFrame(quietRuns, regions.frame) : quietRuns,
    };
    if (regions.frame % GROUP_FRAMES === 0) this.#forgetBefore(regions.frame);
    this.#packRegions();
  }

  /** Moves speech into the chunk as far as the frames taken so far decide where it goes. */
  #packRegions(): void {
    for (;;) {
      const [finished] = this.#state.queue;
      if (finished !== undefined && this.#hasPauseAfter(finished)) {
        const region = this.#withoutCut(finished);
        if (!this.#builder.fits(region)) {
          this.#makeRoom(region);
        } else {
          this.#builder.add(region, this.#history);
          this.#state = { ...this.#state, queue: this.#state.queue.slice(1) };
        }
        continue;
      }
      const open = finished === undefined ? this.#openRegion() : null;
      if (open === null || this.#builder.fits(open)) return;
      this.#makeRoom(open);
    }
  }

  /** Emits the chunk so far, or, if the region is too long for an empty one, its first part. */
  #makeRoom(region: SpeechRegion): void {
    if (this.#builder.isEmpty) this.#cut(region);
    this.#emit();
  }

  #cut({ startSample }: SpeechRegion): void {
    const latest = startSample + this.#maxSamples;
    const firstFrame = Math.ceil((latest - this.#options.cutSearchSeconds * SAMPLE_RATE) / FRAME_SAMPLES);
    const lastFrame = Math.floor(latest / FRAME_SAMPLES);
    const cutSample = findQuietestCut({
      samples: this.#history.read(firstFrame * FRAME_SAMPLES, lastFrame * FRAME_SAMPLES),
      firstFrame,
      quietRuns: this.#state.quietRuns,
    });
    this.#builder.add({ startSample, endSample: cutSample }, this.#history);
    this.#state = { ...this.#state, cutSample };
  }

  /** The region that is going on, up to where it certainly reaches. */
  #openRegion(): SpeechRegion | null {
    const { confirmedStart, silenceStart, frame } = this.#state.regions;
    if (confirmedStart === null) return null;
    return this.#withoutCut({
      startSample: confirmedStart,
      endSample: silenceStart ?? frame * FRAME_SAMPLES,
    });
  }

  #withoutCut({ startSample, endSample }: SpeechRegion): SpeechRegion {
    return { startSample: Math.max(startSample, this.#state.cutSample), endSample };
  }

  #hasPauseAfter({ endSample }: SpeechRegion): boolean {
    return this.#hasEnded || endSample + this.#halfPauseSamples <= this.#state.regions.frame * FRAME_SAMPLES;
  }

  #emit(): void {
    const index = this.#state.nextIndex;
    this.#state = { ...this.#state, nextIndex: index + 1, quietRuns: this.#neededQuietRuns() };
    this.#chunks.push({ index, ...this.#builder.take(), snapshotAfter: this.#createSnapshot() });
  }

  #createSnapshot(): ChunkerSnapshot {
    const [detector] = this.#checkpoints;
    if (detector === undefined) throw new Error('Speech was detected without a checkpoint of the detector.');
    const resumeSample = Math.min(this.#oldestNeeded(), detector.frame * FRAME_SAMPLES);
    return { version: 1, chunker: this.#state, detector, resumeSample };
  }

  /** The first sample that a region in no chunk yet can reach back to, with half a pause before it. */
  #oldestNeeded(): number {
    const { queue, regions, cutSample } = this.#state;
    const padSamples = Math.ceil(this.#options.regions.speechPadSeconds * SAMPLE_RATE);
    const oldestSpeech =
      queue[0]?.startSample ??
      regions.closed?.start ??
      regions.confirmedStart ??
      (regions.start ?? regions.frame * FRAME_SAMPLES) - padSamples;
    return Math.max(0, Math.max(cutSample, oldestSpeech) - this.#halfPauseSamples);
  }

  /** Called at the beginning of a group of frames: the checkpoints of earlier groups are of no more use. */
  #forgetBefore(frame: number): void {
    this.#checkpoints = this.#checkpoints.filter((checkpoint) => checkpoint.frame >= frame);
    this.#state = { ...this.#state, quietRuns: this.#neededQuietRuns() };
  }

  #neededQuietRuns(): ChunkerState['quietRuns'] {
    const oldest = this.#oldestNeeded();
    return this.#state.quietRuns.filter(([, end]) => end * FRAME_SAMPLES > oldest);
  }

  #takeChunks(): SpeechChunk[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }
}

function addQuietFrame(runs: ChunkerState['quietRuns'], frame: number): ChunkerState['quietRuns'] {
  const last = runs.at(-1);
  if (last?.[1] === frame) return [...runs.slice(0, -1), [last[0], frame + 1]];
  return [...runs, [frame, frame + 1]];
}
