import { AppError, hasErrorCode } from '../../contract/index.ts';
import type { BundledModel } from '../../models/loadBundledModels.ts';

export interface ExplainBundledOptions {
  readonly modelId: string;
  readonly listBundled: () => Promise<readonly BundledModel[]>;
  /** Chooses the sentence. */
  readonly reason: 'bundled' | 'bundled-export';
}

/** The error to throw in place of `not-found`, if the model is not in the cache because it is a part of Earshot. */
export async function explainBundled(
  error: unknown,
  { modelId, listBundled, reason }: ExplainBundledOptions,
): Promise<unknown> {
  if (!hasErrorCode(error, 'not-found')) return error;
  if (!(await listBundled()).some(({ manifest }) => manifest.id === modelId)) return error;
  return new AppError('invalid-request', 'The model is a part of Earshot.', {
    details: { model: modelId, reason },
    cause: error,
  });
}
