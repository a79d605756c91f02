import { FRAME_SAMPLES, SAMPLE_RATE } from './frames.ts';
import { INITIAL_REGION_STATE, type RegionState, type SpeechRegion } from './regionState.ts';
import type { SpeechRegionOptions } from './speechRegionOptions.ts';

/** Silence in a region of limited length at which it may be cut: `min_silence_at_max_speech` of Silero, 98 ms. */
const MIN_SILENCE_AT_MAX_SPEECH_SAMPLES = 0.098 * SAMPLE_RATE;

export interface RegionStep {
  readonly state: RegionState;
  /** Regions whose both ends are now certain, in order. */
  readonly regions: readonly SpeechRegion[];
}

/** The regions of a whole media of `totalSamples` samples, given the probability of each of its frames. */
export function findSpeechRegions(
  probabilities: ArrayLike<number>,
  totalSamples: number,
  options: SpeechRegionOptions,
): SpeechRegion[] {
  const regions: SpeechRegion[] = [];
  let state = INITIAL_REGION_STATE;
  for (let i = 0; i < probabilities.length; i++) {
    const step = advanceRegions(state, probabilities[i] ?? 0, options);
    state = step.state;
    regions.push(...step.regions);
  }
  return [...regions, ...finishRegions(state, totalSamples, options).regions];
}

/**
 * Takes the probability of the next frame. A port of `get_speech_timestamps` of silero-vad 6.2 (utils_vad.py) to one
 * frame at a time: a region is given out as soon as nothing later can change it. The order of the rules is the
 * original's, its results are reproduced sample by sample.
 */
export function advanceRegions(
  state: RegionState,
  probability: number,
  options: SpeechRegionOptions,
): RegionStep {
  const machine = new RegionMachine(state, options);
  machine.advance(probability);
  return { state: machine.state, regions: machine.regions };
}

/** Ends the media at `totalSamples`; speech that was going on ends there. */
export function finishRegions(
  state: RegionState,
  totalSamples: number,
  options: SpeechRegionOptions,
): RegionStep {
  const machine = new RegionMachine(state, options);
  machine.finish(totalSamples);
  return { state: machine.state, regions: machine.regions };
}

/** One step on a copy of the state. */
class RegionMachine {
  readonly state: { -readonly [Key in keyof RegionState]: RegionState[Key] };
  readonly regions: SpeechRegion[] = [];
  readonly #options: SpeechRegionOptions;
  readonly #minSpeech: number;
  readonly #pad: number;

  constructor(state: RegionState, options: SpeechRegionOptions) {
    this.state = { ...state };
    this.#options = options;
    this.#minSpeech = options.minSpeechSeconds * SAMPLE_RATE;
    this.#pad = options.speechPadSeconds * SAMPLE_RATE;
  }

  advance(probability: number): void {
    const now = this.state.frame * FRAME_SAMPLES;
    this.state.frame++;
    if (probability >= this.#options.threshold) this.#resume(now);
    if (this.state.start === null) {
      if (probability >= this.#options.threshold) this.state.start = now;
    } else if (!this.#limit(now) && probability < this.#options.negativeThreshold) {
      this.#pause(now);
    }
    this.#confirmIfCertain(now);
    this.#releaseIfCertain(now);
  }

  finish(totalSamples: number): void {
    const { start, confirmedStart } = this.state;
    if (start !== null && (confirmedStart !== null || totalSamples - start > this.#minSpeech))
      this.#close(totalSamples);
    this.state.start = null;
    this.state.silenceStart = null;
    const { closed } = this.state;
    if (closed !== null) this.#release(Math.min(totalSamples, Math.trunc(closed.end + this.#pad)));
  }

  /** Speech goes on after a silence that was too short to end the region. */
  #resume(now: number): void {
    const { silenceStart, cuts } = this.state;
    if (silenceStart === null) return;
    const duration = now - silenceStart;
    if (this.#options.maxSpeechSeconds !== null && duration > MIN_SILENCE_AT_MAX_SPEECH_SAMPLES) {
      this.state.cuts = [...cuts, { at: silenceStart, duration }];
    }
    this.state.silenceStart = null;
  }

  /** Cuts a region that has become too long. True when it ended here and the frame is used up. */
  #limit(now: number): boolean {
    const { maxSpeechSeconds } = this.#options;
    const { start, cuts } = this.state;
    if (maxSpeechSeconds === null || start === null) return false;
    const longest = maxSpeechSeconds * SAMPLE_RATE - FRAME_SAMPLES - 2 * this.#pad;
    if (now - start <= longest) return false;
    this.state.silenceStart = null;
    const [first, ...others] = cuts;
    if (first === undefined) {
      this.#close(now);
      this.state.start = null;
      return true;
    }
    const cut = others.reduce((best, next) => (next.duration > best.duration ? next : best), first);
    const resumed = cut.at + cut.duration;
    this.#close(cut.at);
    this.state.start = resumed;
    this.state.cuts = cuts.filter(({ at }) => at > resumed);
    return false;
  }

  #pause(now: number): void {
    const { start } = this.state;
    const silenceStart = this.state.silenceStart ?? now;
    this.state.silenceStart = silenceStart;
    if (start === null || now - silenceStart < this.#options.minSilenceSeconds * SAMPLE_RATE) return;
    if (silenceStart - start > this.#minSpeech) this.#close(silenceStart);
    this.state.start = null;
    this.state.silenceStart = null;
    this.state.cuts = [];
  }

  #close(end: number): void {
    if (this.state.confirmedStart === null) this.#confirm();
    this.state.closed = { start: this.state.confirmedStart ?? 0, end };
    this.state.confirmedStart = null;
    this.state.cuts = [];
  }

  /** Speech that goes on past the shortest length cannot be dropped any more. */
  #confirmIfCertain(now: number): void {
    const { start, silenceStart, confirmedStart } = this.state;
    if (
      start !== null &&
      silenceStart === null &&
      confirmedStart === null &&
      now - start >= this.#minSpeech
    ) {
      this.#confirm();
    }
  }

  /** Pads the start of the current region and with it the end of the one before. */
  #confirm(): void {
    const start = this.state.start ?? 0;
    const { closed } = this.state;
    let pad = this.#pad;
    if (closed !== null) {
      const silence = start - closed.end;
      if (silence < 2 * pad) pad = Math.floor(silence / 2);
      this.#release(Math.trunc(closed.end + pad));
    }
    this.state.confirmedStart = Math.trunc(Math.max(0, start - pad));
  }

  /** The end of a closed region is certain once no later region can start within two pads of it. */
  #releaseIfCertain(now: number): void {
    const { closed, start } = this.state;
    if (closed !== null && (start ?? now) - closed.end >= 2 * this.#pad) {
      this.#release(Math.trunc(closed.end + this.#pad));
    }
  }

  #release(endSample: number): void {
    if (this.state.closed === null) return;
    this.regions.push({ startSample: this.state.closed.start, endSample });
    this.state.closed = null;
  }
}
