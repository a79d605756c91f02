import type { AbortSignalLike } from '../contract/index.ts';
import type { PoolRequest } from '../inference/sessionPool.ts';
import type { Session, SessionOptions } from '../inference/session.ts';
import { weightFileBytes } from '../inference/weightFileBytes.ts';
import type { RecognizerRequest } from './engineProtocol.ts';
import type { EngineServices } from './engineServices.ts';
import type { PooledRecognizer } from './hostRecognizer.ts';

export interface RecognizerLoadOptions extends SessionOptions {
  /** Where models rewritten for this program are kept; null runs them as they were exported. */
  readonly preparedModelsFolder: string | null;
  /** Called when the model is about to be rewritten. */
  readonly onPreparing?: () => void;
  /** Stops that. */
  readonly signal?: AbortSignalLike;
}

/** Whisper tiny in int8 has 40 MB and the starter model 5 MB, which takes a second to prepare: our choice. */
const MIN_PREPARED_BYTES = 2 ** 24;

/**
 * What the pool loads for a recognizer on one device. Weights are counted before they are read, and sessions that
 * were opened before a failure are released.
 */
export function recognizerRequest(
  { modelId, modelFolder, content = '', dtype, dtypes = null }: RecognizerRequest,
  { device, threads, preparedModelsFolder, onPreparing, signal }: RecognizerLoadOptions,
  services: EngineServices,
): PoolRequest<PooledRecognizer> {
  return {
    key: [modelFolder, content, dtype, dtypes?.join() ?? '', device].join('\n'),
    modelId,
    async load(claimBytes) {
      const opened: Session[] = [];
      try {
        const recognizer = await services.createRecognizer({
          modelFolder,
          dtype,
          dtypes,
          device,
          threads,
          preparation:
            preparedModelsFolder === null
              ? null
              : {
                  folder: preparedModelsFolder,
                  openSession: services.openSession,
                  minSourceBytes: MIN_PREPARED_BYTES,
                  ...(onPreparing && { onPreparing }),
                  ...(signal && { signal }),
                },
          async openSession(path, options) {
            await claimBytes(await weightFileBytes(path));
            const session = await services.openSession(path, options);
            opened.push(session);
            return session;
          },
        });
        const { info } = recognizer;
        return { recognizer, device: info.device, dtype: info.dtype, close: () => recognizer.close() };
      } catch (error) {
        await Promise.allSettled(opened.map((session) => session.release()));
        throw error;
      }
    },
  };
}
