import type { ModelStatus } from '../../contract/index.ts';
import type { CommandContext } from '../commandContext.ts';

/** The models that are a part of Earshot, by id, but for those of which there is a download as well: that one is looked after. */
export async function listBundledModels({
  client,
  signal,
}: Pick<CommandContext, 'client' | 'signal'>): Promise<ReadonlyMap<string, ModelStatus>> {
  const models = await client.request('models.list', undefined, { signal });
  const downloaded = new Set(models.filter(({ cached }) => cached !== null).map(({ modelId }) => modelId));
  const bundled = models.filter(({ source, modelId }) => source === 'bundled' && !downloaded.has(modelId));
  return new Map(bundled.map((model) => [model.modelId, model]));
}
