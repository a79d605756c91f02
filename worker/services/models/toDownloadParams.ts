import { AppError, type DownloadModelJobParams } from '../../contract/index.ts';
import { assertRepositoryAndRevision } from '../../models/cache/hubNames.ts';
import { isModelDtype } from '../../models/modelLayouts.ts';
import { parseModelTarget } from '../../models/modelTarget.ts';

/**
 * The one way to write down a download, however its model is named. Throws `invalid-request` for names that can be none,
 * before anything is asked or written.
 */
export function toDownloadParams(request: DownloadModelJobParams, endpoint: URL): DownloadModelJobParams {
  const { dtype, isUpdate } = request;
  const target = parseModelTarget(request.modelId, endpoint);
  const revision = request.revision ?? target.revision;
  assertRepositoryAndRevision(target.repository, revision ?? 'main');
  if (dtype !== null && !isModelDtype(dtype)) {
    throw new AppError('invalid-request', `There is no dtype ${dtype}.`, {
      details: { dtype, reason: 'dtype' },
    });
  }
  return { modelId: target.modelId, revision, dtype, isUpdate };
}
