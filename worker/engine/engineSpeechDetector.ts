import type { AbortSignalLike } from '../contract/index.ts';
import { FRAME_SAMPLES } from '../vad/frames.ts';
import type { SileroVad, SpeechDetection } from '../vad/sileroVad.ts';
import { initialVadState, type VadState } from '../vad/vadState.ts';
import type { DetectorRequest } from './engineProtocol.ts';
import { createRemoteHandle } from './remoteHandle.ts';
import type { ThreadConnection } from './threadConnection.ts';

type Detection = Promise<SpeechDetection & { readonly state: VadState }>;

/**
 * A speech detector in the inference thread, to be used like the one it stands for (`createSpeechDetector` keeps the
 * state of a media). The state travels with each call, so nothing is lost when the thread ends: a call rejects with
 * `worker-exited` and can be made again.
 */
export interface EngineSpeechDetector extends SileroVad {
  /** Samples are copied. */
  process(samples: Float32Array, state: VadState, signal?: AbortSignalLike): Detection;
  finish(state: VadState, signal?: AbortSignalLike): Detection;
  close(): Promise<void>;
}

export async function openEngineSpeechDetector(
  request: DetectorRequest,
  connect: () => ThreadConnection,
  signal: AbortSignalLike | undefined,
): Promise<EngineSpeechDetector> {
  const remote = createRemoteHandle(connect, async (connection, openSignal) => {
    const handle = connection.createHandle();
    await connection.call('openDetector', { ...request, handle }, { signal: openSignal });
    return handle;
  });

  async function detect(
    samples: Float32Array | null,
    state: VadState,
    callSignal?: AbortSignalLike,
  ): Detection {
    const { connection, handle } = await remote.ensureOpen(callSignal);
    const copy = samples?.slice() ?? null;
    const transfer = copy === null ? [] : [copy.buffer];
    return connection.call(
      'detectSpeech',
      { handle, samples: copy, state },
      { signal: callSignal, transfer },
    );
  }

  await remote.ensureOpen(signal);
  return {
    frameSamples: FRAME_SAMPLES,
    initialState: initialVadState,
    process: detect,
    finish: (state, callSignal) => detect(null, state, callSignal),
    close: () => remote.close(),
  };
}
