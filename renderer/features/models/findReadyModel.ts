import type { CatalogModel, ModelStatus } from '../../../worker/contract/index.ts';

export interface KnownModels {
  readonly models: readonly ModelStatus[] | null;
  readonly catalog: readonly CatalogModel[] | null;
}

/**
 * The model to use for new recordings in place of one that cannot transcribe people: the recommended one, else any that was
 * downloaded. Null while such a model is in use, or where there is none.
 */
export function findReadyModel(
  { models, catalog }: KnownModels,
  defaultModel: string | null,
): ModelStatus | null {
  const current = models?.find(({ modelId }) => modelId === defaultModel);
  if (models === null || current === undefined || current.caution === null) return null;
  const ready = models.filter(
    ({ task, caution, cached }) =>
      task === 'asr' && caution === null && cached !== null && cached.isComplete && !cached.isQuarantined,
  );
  const recommended =
    catalog?.filter(({ isRecommended }) => isRecommended).map(({ modelId }) => modelId) ?? [];
  return ready.find(({ modelId }) => recommended.includes(modelId)) ?? ready[0] ?? null;
}
