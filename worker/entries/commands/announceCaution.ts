import type { CommandContext } from '../commandContext.ts';

/** Says before the work begins what a person must know about the model, such as what a demo model cannot do, and what can. */
export async function announceCaution(
  model: string | undefined,
  { client, output, signal }: CommandContext,
): Promise<void> {
  const modelId = model ?? (await client.request('settings.get', undefined, { signal })).defaultModel;
  const models = await client.request('models.list', undefined, { signal });
  const caution = models.find((known) => known.modelId === modelId)?.caution ?? null;
  if (caution === null) return;
  output.note(`${modelId}: ${caution}`);
  output.note('  "earshot models available" lists models for real recordings; --model takes one of them.');
  output.printJson({ type: 'caution', model: modelId, text: caution });
}
