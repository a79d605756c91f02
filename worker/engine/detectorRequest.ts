import type { Session } from '../inference/session.ts';
import type { PooledModel, PoolRequest } from '../inference/sessionPool.ts';
import { weightFileBytes } from '../inference/weightFileBytes.ts';
import type { DetectorRequest } from './engineProtocol.ts';
import type { OpenSession } from './engineServices.ts';

export interface PooledDetector extends PooledModel {
  readonly session: Session;
}

/** One thread on the CPU: a frame's products are too small to share, and copying them to a GPU takes longer. */
const DETECTOR_SESSION = { device: 'cpu', threads: 1 } as const;

/** What the pool loads for a speech detector. */
export function detectorRequest(
  { modelId, modelPath }: DetectorRequest,
  openSession: OpenSession,
): PoolRequest<PooledDetector> {
  return {
    key: modelPath,
    modelId,
    async load(claimBytes) {
      await claimBytes(await weightFileBytes(modelPath));
      const session = await openSession(modelPath, DETECTOR_SESSION);
      return { session, device: session.device, dtype: 'fp32', close: () => session.release() };
    },
  };
}
