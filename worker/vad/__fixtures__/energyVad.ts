import { FRAME_SAMPLES, GROUP_FRAMES, GROUP_SAMPLES } from '../frames.ts';
import type { SileroVad, SpeechDetection } from '../sileroVad.ts';
import { encodeMemory } from '../vadCheckpoint.ts';
import { initialVadState, type VadState } from '../vadState.ts';

/**
 * Stands in for the network in fast tests: the probability of a frame is its loudness, smoothed with the frame before,
 * which is the memory that a checkpoint has to carry. Groups frames as the real one does.
 */
export function createEnergyVad(): SileroVad {
  function run(
    samples: Float32Array,
    start: VadState,
    frameCount: number,
  ): SpeechDetection & { state: VadState } {
    const probabilities = new Float32Array(frameCount);
    const checkpoints = [];
    const lstm = start.lstm.slice();
    for (let i = 0; i < frameCount; i++) {
      if (i % GROUP_FRAMES === 0) {
        checkpoints.push({ frame: start.frame + i, memory: encodeMemory({ lstm, context: start.context }) });
      }
      let energy = 0;
      for (const sample of samples.subarray(i * FRAME_SAMPLES, (i + 1) * FRAME_SAMPLES))
        energy += sample * sample;
      const loudness = Math.min(1, Math.sqrt(energy / FRAME_SAMPLES) * 4);
      lstm[0] = 0.7 * loudness + 0.3 * (lstm[0] ?? 0);
      probabilities[i] = lstm[0];
    }
    const state = {
      ...start,
      frame: start.frame + frameCount,
      lstm,
      pending: samples.slice(frameCount * FRAME_SAMPLES),
    };
    return { firstFrame: start.frame, probabilities, checkpoints, state };
  }

  return {
    frameSamples: FRAME_SAMPLES,
    initialState: initialVadState,
    process(samples, state) {
      const joined = new Float32Array(state.pending.length + samples.length);
      joined.set(state.pending);
      joined.set(samples, state.pending.length);
      return Promise.resolve(run(joined, state, Math.floor(joined.length / GROUP_SAMPLES) * GROUP_FRAMES));
    },
    finish: (state) =>
      Promise.resolve(run(state.pending, state, Math.ceil(state.pending.length / FRAME_SAMPLES))),
  };
}
