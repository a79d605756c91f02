import type { PoolRequest } from '../inference/sessionPool.ts';
import type { Session, SessionOptions } from '../inference/session.ts';
import { weightFileBytes } from '../inference/weightFileBytes.ts';
import type { RecognizerRequest } from './engineProtocol.ts';
import type { EngineServices } from './engineServices.ts';
import type { PooledRecognizer } from './hostRecognizer.ts';

/**
 * What the pool loads for a recognizer on one device. Weights are counted before they are read, and sessions that
 * were opened before a failure are released.
 */
export function recognizerRequest(
  { modelId, modelFolder, dtype, dtypes = null }: RecognizerRequest,
  { device, threads }: SessionOptions,
  services: EngineServices,
): PoolRequest<PooledRecognizer> {
  return {
    key: [modelFolder, dtype, dtypes?.join() ?? '', device].join('\n'),
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
