import { realpath } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { ModelStatus } from '../../contract/index.ts';
import type { CommandContext } from '../commandContext.ts';

/** Says before the work begins what a person must know about the model, such as what a demo model cannot do, and what can. */
export async function announceCaution(
  model: string | undefined,
  { client, output, signal }: CommandContext,
): Promise<void> {
  const modelId = model ?? (await client.request('settings.get', undefined, { signal })).defaultModel;
  const models = await client.request('models.list', undefined, { signal });
  const caution = await findCaution(modelId, models);
  if (caution === null) return;
  output.note(`${modelId}: ${caution}`);
  output.note('  "earshot models available" lists models for real recordings; --model takes one of them.');
  output.printJson({ type: 'caution', model: modelId, text: caution });
}

/** Of a model by its id or by its folder, which may also be among the person's own folders, or behind a link. */
async function findCaution(modelId: string, models: readonly ModelStatus[]): Promise<string | null> {
  const place = isAbsolute(modelId) ? await findRealPath(modelId) : null;
  for (const known of models) {
    if (known.caution === null) continue;
    if (known.modelId === modelId) return known.caution;
    if (place !== null && place === (await findRealPath(known.folder))) return known.caution;
  }
  return null;
}

async function findRealPath(path: string): Promise<string | null> {
  return realpath(path).catch(() => null);
}
