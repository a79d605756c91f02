import type { ChunkResult, Recognizer, RecognizerChunk, RecognizerInfo } from '../asr/recognizer.ts';
import { type AbortSignalLike, createAbortError } from '../contract/index.ts';
import type { RecognizerRequest } from './engineProtocol.ts';
import { createRemoteHandle } from './remoteHandle.ts';
import { streamChunks } from './streamChunks.ts';
import type { ThreadConnection } from './threadConnection.ts';

/**
 * A recognizer in the inference thread. Samples are copied, so the caller's arrays stay as they are. When the thread
 * ends a call rejects with `worker-exited` (results that came before it are yielded first); the next call opens the
 * model again. A call that is canceled rejects at once.
 */
export interface EngineRecognizer extends Recognizer {
  /** The device in it changes when a GPU fails and the work goes on on the CPU. */
  readonly info: RecognizerInfo;
  /** Gives the model back; it stays in memory for the engine's idle time. */
  close(): Promise<void>;
}

export interface OpeningListeners {
  /**
   * Called before the model is opened, also when that is done again in a new thread; what it returns, when the thread is
   * done with it: that can be long after the call was canceled.
   */
  readonly onOpening?: (() => () => void) | undefined;
  /** Called when the model has to be rewritten for this program first, which takes seconds and happens once. */
  readonly onPreparingModel?: (() => void) | undefined;
}

export async function openEngineRecognizer(
  request: RecognizerRequest,
  connect: () => ThreadConnection,
  signal?: AbortSignalLike,
  { onOpening, onPreparingModel }: OpeningListeners = {},
): Promise<EngineRecognizer> {
  let info: RecognizerInfo | null = null;
  const remote = createRemoteHandle(connect, async (connection, openSignal) => {
    const handle = connection.createHandle((changed) => {
      info = changed;
    });
    const onEnded = onOpening?.() ?? (() => undefined);
    const options = { signal: openSignal, onEnded, onPreparingModel };
    info = await connection.call('openRecognizer', { ...request, handle }, options);
    return handle;
  });
  await remote.ensureOpen(signal);
  return {
    get info() {
      if (info === null) throw new Error('The recognizer has told nothing about itself.');
      return info;
    },
    async detectLanguage(chunks, callSignal) {
      const { connection, handle } = await remote.ensureOpen(callSignal);
      const { copies, transfer } = copyChunks(chunks);
      return connection.call('detectLanguage', { handle, chunks: copies }, { signal: callSignal, transfer });
    },
    async *recognize(chunks, options, callSignal): AsyncGenerator<ChunkResult, void, undefined> {
      if (callSignal.aborted) throw createAbortError();
      const { connection, handle } = await remote.ensureOpen(callSignal);
      const { copies, transfer } = copyChunks(chunks);
      yield* streamChunks(callSignal, (signalOfCall, onChunk) =>
        connection.call(
          'recognize',
          { handle, chunks: copies, options },
          { signal: signalOfCall, transfer, onChunk },
        ),
      );
    },
    close: () => remote.close(),
  };
}

/** One copy on this side; it is then handed over, not copied again. Views of larger blocks are cut out. */
function copyChunks(chunks: readonly RecognizerChunk[]): {
  readonly copies: readonly RecognizerChunk[];
  readonly transfer: readonly ArrayBuffer[];
} {
  const arrays = chunks.map((chunk) => chunk.samples.slice());
  return {
    copies: chunks.map(({ index }, i) => ({ index, samples: arrays[i] ?? new Float32Array() })),
    transfer: arrays.map((samples) => samples.buffer),
  };
}
