import { SAMPLE_RATE } from './frames.ts';
import type { SpeechRegion } from './regionState.ts';
import type { SampleHistory } from './sampleHistory.ts';
import type { ChunkPiece, SpeechChunk } from './speechChunk.ts';

interface SamplePiece {
  readonly chunkStart: number;
  readonly sourceStart: number;
  length: number;
}

/**
 * One chunk being filled. A region's samples are copied in when it is added, together with the pause after it as far
 * as a following region could use it, so that the media's samples can be forgotten however long the next pause is.
 */
export class ChunkBuilder {
  readonly #maxSamples: number;
  readonly #halfPauseSamples: number;
  readonly #samples: Float32Array;
  #pieces: SamplePiece[] = [];
  #length = 0;
  #sourceEnd = 0;

  /** A pause between two regions keeps at most twice `halfPauseSamples`, half of it on either side. */
  constructor(maxSamples: number, halfPauseSamples: number) {
    this.#maxSamples = maxSamples;
    this.#halfPauseSamples = halfPauseSamples;
    this.#samples = new Float32Array(maxSamples + halfPauseSamples);
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  fits(region: SpeechRegion): boolean {
    const pause = this.isEmpty
      ? 0
      : Math.min(region.startSample - this.#sourceEnd, 2 * this.#halfPauseSamples);
    return this.#length + pause + region.endSample - region.startSample <= this.#maxSamples;
  }

  /** `region` must fit and come after those already here; `history` must reach from half a pause before it to half a pause after it, or to the end of the media. */
  add(region: SpeechRegion, history: SampleHistory): void {
    const { startSample, endSample } = region;
    const half = this.#halfPauseSamples;
    let from = startSample;
    if (!this.isEmpty) from = Math.max(this.#sourceEnd, startSample - half);
    const isNewPiece = this.isEmpty || startSample - this.#sourceEnd > 2 * half;
    if (isNewPiece) this.#startPiece(from);
    else this.#extendTo(from);
    this.#samples.set(history.read(from, Math.min(endSample + half, history.end)), this.#length);
    this.#extendTo(endSample);
  }

  /** The chunk's content; the builder is empty afterwards. */
  take(): Pick<SpeechChunk, 'samples' | 'pieces' | 'start' | 'end'> {
    const pieces = this.#pieces.map(({ chunkStart, sourceStart, length }): ChunkPiece => ({
      chunkStart: chunkStart / SAMPLE_RATE,
      sourceStart: sourceStart / SAMPLE_RATE,
      duration: length / SAMPLE_RATE,
    }));
    const content = {
      samples: this.#samples.slice(0, this.#length),
      pieces,
      start: pieces[0]?.sourceStart ?? 0,
      end: this.#sourceEnd / SAMPLE_RATE,
    };
    this.#pieces = [];
    this.#length = 0;
    return content;
  }

  /** The pause after the last region keeps its half, which is in place already. */
  #startPiece(sourceStart: number): void {
    if (!this.isEmpty) this.#extendTo(this.#sourceEnd + this.#halfPauseSamples);
    this.#pieces.push({ chunkStart: this.#length, sourceStart, length: 0 });
    this.#sourceEnd = sourceStart;
  }

  #extendTo(sourceEnd: number): void {
    const piece = this.#pieces.at(-1);
    if (piece === undefined) return;
    piece.length += sourceEnd - this.#sourceEnd;
    this.#length += sourceEnd - this.#sourceEnd;
    this.#sourceEnd = sourceEnd;
  }
}
