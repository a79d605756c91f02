import { AppError } from '../contract/index.ts';
import type { Session } from '../inference/session.ts';
import { discardArray } from '../lib/discardArray.ts';
import { FRAME_SAMPLES, GROUP_FRAMES, GROUP_SAMPLES } from './frames.ts';
import { encodeMemory, type VadCheckpoint } from './vadCheckpoint.ts';
import { CONTEXT_SAMPLES, initialVadState, type VadState } from './vadState.ts';

const LSTM_DIMS = [2, 1, 128];
const ROW_SAMPLES = CONTEXT_SAMPLES + FRAME_SAMPLES;

/**
 * Louder than any decoded audio. What is louder still, or not a number, is heard as silence: one such sample would
 * make the LSTM's memory NaN, and no speech would be found in the rest of the file.
 */
const LOUDEST_SAMPLE = 1e6;

export interface SpeechDetection {
  /** Frame the first probability belongs to, counted from the beginning of the media. */
  readonly firstFrame: number;
  /** One per frame of 512 samples, 0 to 1. */
  readonly probabilities: Float32Array;
  /** The detector's memory before each group of frames among them: what a resumed run starts from. */
  readonly checkpoints: readonly VadCheckpoint[];
}

export interface SileroVad {
  readonly frameSamples: typeof FRAME_SAMPLES;
  /** The state at the beginning of a media. */
  initialState(): VadState;
  /**
   * Takes the samples that follow those already in `state` and returns the probabilities of every whole group of 32
   * frames. Any cutting of the same audio into blocks yields the same probabilities, bit for bit.
   */
  process(samples: Float32Array, state: VadState): Promise<SpeechDetection & { readonly state: VadState }>;
  /** The probabilities of what is left; a last frame that is not whole is filled up with zeros, as Silero does. */
  finish(state: VadState): Promise<SpeechDetection & { readonly state: VadState }>;
}

/**
 * Silero VAD over `session`, the graph in assets/models/silero-vad (its README gives the shapes). Throws
 * `model-incompatible` for another graph. One call at a time: arrays are reused.
 */
export function createSileroVad(session: Session): SileroVad {
  requireInputs(session);
  const input = new Float32Array(GROUP_FRAMES * ROW_SAMPLES);
  /** The samples of a group with the context before them. */
  const audio = new Float32Array(CONTEXT_SAMPLES + GROUP_SAMPLES);

  /** Runs one group of frames; zeros stand for what `samples` lacks at the end of the media. */
  async function runGroup(
    samples: Float32Array,
    state: VadState,
  ): Promise<{ output: Float32Array; state: VadState }> {
    const context = fillRows(input, audio, state.context, samples);
    const results = await session.run({
      input: { type: 'float32', dims: [GROUP_FRAMES, ROW_SAMPLES], data: input },
      state: { type: 'float32', dims: LSTM_DIMS, data: state.lstm },
    });
    const frame = state.frame + Math.ceil(samples.length / FRAME_SAMPLES);
    return {
      output: readFloats(results['output']?.data),
      state: { frame, lstm: readFloats(results['stateN']?.data), context, pending: state.pending },
    };
  }

  async function run(samples: Float32Array, start: VadState, frameCount: number) {
    const probabilities = new Float32Array(frameCount);
    const checkpoints: VadCheckpoint[] = [];
    let state = start;
    for (let done = 0; done < frameCount; done += GROUP_FRAMES) {
      checkpoints.push({ frame: state.frame, memory: encodeMemory(state) });
      const from = done * FRAME_SAMPLES;
      const group = await runGroup(samples.subarray(from, from + GROUP_SAMPLES), state);
      probabilities.set(group.output.subarray(0, Math.min(GROUP_FRAMES, frameCount - done)), done);
      state = group.state;
    }
    const pending = samples.slice(frameCount * FRAME_SAMPLES);
    return { firstFrame: start.frame, probabilities, checkpoints, state: { ...state, pending } };
  }

  return {
    frameSamples: FRAME_SAMPLES,
    initialState: initialVadState,
    async process(samples, state) {
      const joined = joinSamples(state.pending, samples);
      const detection = await run(joined, state, Math.floor(joined.length / GROUP_SAMPLES) * GROUP_FRAMES);
      discardArray(joined);
      return detection;
    },
    finish: (state) => run(state.pending, state, Math.ceil(state.pending.length / FRAME_SAMPLES)),
  };
}

/** Writes one row per frame, its context before it; returns the context of the frame after them. */
function fillRows(
  rows: Float32Array,
  audio: Float32Array,
  context: Float32Array,
  samples: Float32Array,
): Float32Array {
  audio.fill(0);
  audio.set(context);
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    if (Math.abs(sample) <= LOUDEST_SAMPLE) audio[CONTEXT_SAMPLES + i] = sample;
  }
  for (let frame = 0; frame < GROUP_FRAMES; frame++) {
    const from = frame * FRAME_SAMPLES;
    rows.set(audio.subarray(from, from + ROW_SAMPLES), frame * ROW_SAMPLES);
  }
  return audio.slice(GROUP_SAMPLES);
}

function joinSamples(first: Float32Array, second: Float32Array): Float32Array {
  const joined = new Float32Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

function readFloats(data: unknown): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new AppError('model-incompatible', 'The speech detector did not return float32.');
}

function requireInputs(session: Session): void {
  const found = session.inputs.map(({ name, shape }) => `${name}[${shape.slice(1).join(',')}]`).join(' ');
  if (found !== `input[${ROW_SAMPLES}] state[1,128]`) {
    throw new AppError('model-incompatible', 'This is not the speech detector this app was made for.', {
      details: { inputs: found },
    });
  }
}
