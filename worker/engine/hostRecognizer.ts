import type {
  ChunkResult,
  Recognizer,
  RecognizerChunk,
  RecognizerInfo,
  RecognizerOptions,
} from '../asr/recognizer.ts';
import { type AbortSignalLike, hasErrorCode, isAbortError } from '../contract/index.ts';
import type { DeviceChoice, DeviceChooser, DeviceFailure } from '../inference/deviceChooser.ts';
import type { Device } from '../inference/executionProviders.ts';
import type { Lease, PooledModel, PoolRequest, SessionPool } from '../inference/sessionPool.ts';
import type { RecognizerRequest } from './engineProtocol.ts';

export interface PooledRecognizer extends PooledModel {
  readonly recognizer: Recognizer;
}

export interface RecognizerHostOptions {
  readonly request: RecognizerRequest;
  /** Of the opening. */
  readonly signal: AbortSignalLike;
  readonly pool: SessionPool<PooledRecognizer>;
  readonly chooser: DeviceChooser;
  /** What the pool loads for a device. */
  readonly toPoolRequest: (device: Device) => PoolRequest<PooledRecognizer>;
  readonly onDeviceChosen: (choice: DeviceChoice) => void;
  readonly onDeviceFailed: (failure: DeviceFailure) => void;
  /** The recognizer goes on, on another device. */
  readonly onChanged: (info: RecognizerInfo) => void;
}

/** A recognizer whose work survives its GPU. */
export interface HostedRecognizer extends Recognizer {
  close(): void;
}

/**
 * Opens a recognizer on the device chosen for it. When a provider other than the CPU fails, to load or in the middle
 * of a call, the failure is remembered, the model is opened on the CPU, and the call goes on with the chunks that
 * have no result yet. Errors of any other kind reach the caller.
 */
export async function hostRecognizer(options: RecognizerHostOptions): Promise<HostedRecognizer> {
  const { request, signal: openSignal, pool, chooser, toPoolRequest } = options;
  const modelKey = `${request.modelFolder}\n${request.dtype}`;

  function recordFailure(device: Device, error: Error): void {
    const failure: DeviceFailure = { device, modelKey, reason: error.message };
    chooser.recordFailure(failure);
    options.onDeviceFailed(failure);
  }

  async function open(): Promise<{ device: Device; lease: Lease<PooledRecognizer> }> {
    const choice = await chooser.choose(request.device, modelKey);
    const { device } = choice;
    options.onDeviceChosen(choice);
    try {
      return { device, lease: await acquire(device) };
    } catch (error) {
      if (!isProviderFailure(error, device)) throw error;
      recordFailure(device, error);
      return { device: 'cpu', lease: await acquire('cpu') };
    }
  }

  /** A load that was shared ends with the one who began it: whoever still wants the model begins another. */
  async function acquire(on: Device): Promise<Lease<PooledRecognizer>> {
    for (;;) {
      const poolRequest = toPoolRequest(on);
      let isOwn = false;
      const load: typeof poolRequest.load = (claimBytes) => {
        isOwn = true;
        return poolRequest.load(claimBytes);
      };
      try {
        return await pool.acquire({ ...poolRequest, load });
      } catch (error) {
        if (isOwn || !isAbortError(error) || openSignal.aborted) throw error;
      }
    }
  }

  let { device, lease } = await open();

  /** Rejects with `error` itself when it does not speak against the device. */
  async function fallBack(error: unknown): Promise<void> {
    if (!isProviderFailure(error, device)) throw error;
    recordFailure(device, error);
    lease.release({ discard: true });
    lease = await pool.acquire(toPoolRequest('cpu'));
    device = 'cpu';
    options.onChanged(lease.model.recognizer.info);
  }

  return {
    get info() {
      return lease.model.recognizer.info;
    },
    async detectLanguage(chunks: readonly RecognizerChunk[], signal: AbortSignalLike) {
      try {
        return await lease.model.recognizer.detectLanguage(chunks, signal);
      } catch (error) {
        await fallBack(error);
        return lease.model.recognizer.detectLanguage(chunks, signal);
      }
    },
    async *recognize(
      chunks: readonly RecognizerChunk[],
      recognizerOptions: RecognizerOptions,
      signal: AbortSignalLike,
    ) {
      const finished = new Set<number>();
      async function* once(): AsyncGenerator<ChunkResult, void, undefined> {
        const unfinished = chunks.filter((chunk) => !finished.has(chunk.index));
        for await (const result of lease.model.recognizer.recognize(unfinished, recognizerOptions, signal)) {
          finished.add(result.index);
          yield result;
        }
      }
      try {
        yield* once();
      } catch (error) {
        await fallBack(error);
        yield* once();
      }
    },
    close() {
      lease.release();
    },
  };
}

/** Whether another device may do better: not so for a missing file, a cancellation or a mistake of ours. */
function isProviderFailure(error: unknown, device: Device): error is Error {
  return (
    device !== 'cpu' && (hasErrorCode(error, 'inference-failed') || hasErrorCode(error, 'out-of-memory'))
  );
}
