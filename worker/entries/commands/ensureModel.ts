import { isAbsolute } from 'node:path';
import type { ModelOffer, ModelOfferOption, ModelStatus } from '../../contract/index.ts';
import type { CommandContext } from '../commandContext.ts';
import { formatByteCount } from '../ui/formatByteCount.ts';
import { formatSeconds } from '../ui/formatSeconds.ts';
import { pullModel } from './pullModel.ts';

export interface EnsureModelOptions {
  /** Called before something is downloaded; what it throws keeps that from being done. */
  readonly beforeDownload: () => Promise<void>;
}

/**
 * Makes a model that can be downloaded ready to be used, after asking; without a name, the one of the settings. Gives the
 * id to use. A name that is neither known nor that of a repository is left for the worker to refuse.
 */
export async function ensureModel(
  named: string | undefined,
  context: CommandContext,
  { beforeDownload }: EnsureModelOptions,
): Promise<string | undefined> {
  const { client, signal } = context;
  const model = named ?? (await client.request('settings.get', undefined, { signal })).defaultModel;
  if (isAbsolute(model)) return named;
  const installed = (await client.request('models.list', undefined, { signal })).find((known) =>
    isReady(known, model),
  );
  if (installed !== undefined) return named === undefined ? undefined : installed.modelId;
  if (!model.includes('/') && !(await isInCatalog(model, context))) return named;
  const offer = await client.request('models.inspect', { model }, { signal });
  const option = offer.options.find(({ missingFiles }) => missingFiles.length === 0);
  if (option === undefined) return named;
  if (option.missingBytes > 0) {
    await beforeDownload();
    await announceDownload(offer, option, context);
  }
  const { modelId } = await pullModel(
    { modelId: offer.modelId, revision: offer.revision, dtype: option.dtype },
    context,
  );
  return modelId;
}

function isReady({ modelId, cached }: ModelStatus, model: string): boolean {
  return (modelId === model || cached?.repository === model) && (cached === null || cached.isComplete);
}

async function isInCatalog(model: string, { client, signal }: CommandContext): Promise<boolean> {
  const catalog = await client.request('models.catalog', undefined, { signal });
  return catalog.some(({ modelId }) => modelId === model);
}

/** Our choice, for a computer that has downloaded nothing yet: what most lines bring. */
const ASSUMED_MEGABITS = 50;

function describeTime(missingBytes: number, secondsEstimate: number | null): string {
  if (secondsEstimate !== null) return `about ${formatSeconds(secondsEstimate)}`;
  const seconds = (missingBytes * 8) / (ASSUMED_MEGABITS * 1e6);
  return `about ${formatSeconds(seconds)} at ${ASSUMED_MEGABITS} Mbit/s`;
}

async function announceDownload(
  { modelId, repository, secondsEstimate }: ModelOffer,
  { dtype, missingBytes }: ModelOfferOption,
  { confirm, output }: CommandContext,
): Promise<void> {
  const time = describeTime(missingBytes, secondsEstimate);
  const source = modelId === repository ? '' : ` from ${repository}`;
  output.printJson({ type: 'offer', modelId, repository, dtype, missingBytes, secondsEstimate });
  await confirm({
    statement: `${modelId} (${dtype}) is not on this computer: ${formatByteCount(missingBytes)} to download${source}, ${time}.`,
    question: 'Download it?',
    topic: 'transcribe',
  });
}
