import type { CatalogModel, ModelStatus } from '../../contract/index.ts';
import type { CommandContext } from '../commandContext.ts';
import { describeWarning } from '../ui/describeWarning.ts';
import { formatByteCount, formatRoughByteCount } from '../ui/formatByteCount.ts';
import { formatCount } from '../ui/formatCount.ts';
import { formatDate } from '../ui/formatDate.ts';

/** The models on this computer, and what is to be known about each. */
export async function listModels({ client, output, signal }: CommandContext): Promise<void> {
  const models = await client.request('models.list', undefined, { signal });
  for (const model of models) output.printJson(toModelRecord(model));
  output.printTable(
    models.map((model) => [
      model.modelId,
      model.task,
      formatByteCount(model.sizeBytes),
      (model.cached?.dtypes ?? model.capabilities?.dtypes ?? []).join(',') || '-',
      describeUse(model),
      describeState(model),
    ]),
    ['MODEL', 'TASK', 'SIZE', 'DTYPES', 'LAST USE', 'STATE'],
  );
  if (models.every(({ cached }) => cached === null)) await explainEmptyCache({ client, output, signal });
}

/** Nothing that was downloaded is there, which is no news unless the disk of it is not connected. */
async function explainEmptyCache({
  client,
  output,
  signal,
}: Pick<CommandContext, 'client' | 'output' | 'signal'>): Promise<void> {
  const { cacheDir, warnings } = await client.request('cache.info', undefined, { signal });
  if (!warnings.some(({ reason }) => reason === 'vanished')) return;
  output.complain(`earshot: "${cacheDir}", where the downloaded models are, ${describeWarning('vanished')}.`);
}

export function toModelRecord(model: ModelStatus) {
  return { type: 'model', ...model } as const;
}

function describeUse({ cached }: ModelStatus): string {
  if (cached === null) return '-';
  return cached.lastUsedAtMs === null ? 'never used' : `used ${formatDate(cached.lastUsedAtMs)}`;
}

function describeState({ source, cached }: ModelStatus): string {
  if (cached === null) return source;
  const facts = [
    ...(cached.isQuarantined ? ['stopped Earshot: see "models release"'] : []),
    ...(cached.isDamaged ? ['damaged: see "models repair"'] : []),
    ...(cached.isComplete ? [] : ['incomplete: see "models pull"']),
    ...(cached.isPinned ? ['pinned'] : []),
    ...(cached.versions > 1 ? [`${cached.versions} versions`] : []),
  ];
  return facts.length === 0 ? 'ready' : facts.join(', ');
}

/** What can be downloaded by its name. Makes no request. */
export async function listAvailable({ client, output, signal }: CommandContext): Promise<void> {
  const models = await client.request('models.catalog', { measureSpeed: 'wait' }, { signal });
  for (const model of models) output.printJson({ type: 'available', ...model });
  output.printTable(
    models.map((model) => [
      model.modelId,
      model.title,
      describeLanguages(model),
      model.licence,
      model.dtypes.join(','),
      describeSize(model),
      describeSpeed(model),
      [
        ...(model.isRecommended ? ['recommended'] : []),
        ...(model.installedDtypes.length > 0 ? ['installed'] : []),
      ].join(', '),
    ]),
    ['MODEL', 'TITLE', 'LANGUAGES', 'LICENCE', 'DTYPES', 'SIZE', 'SPEED HERE', 'STATE'],
  );
}

/** Of the first dtype; the hub says the exact one before a download. */
function describeSize({ approximateBytes }: CatalogModel): string {
  return approximateBytes === null ? '-' : `about ${formatRoughByteCount(approximateBytes)}`;
}

function describeLanguages({ languages }: CatalogModel): string {
  if (languages === 'multilingual') return languages;
  return languages.length === 0 ? '-' : languages.join(',');
}

function describeSpeed({ estimate }: CatalogModel): string {
  if (estimate === null) return '-';
  const minutes = Math.round(estimate.minutesPerHour);
  if (minutes < 1) return '1 h in less than 1 min';
  return `1 h in ${estimate.basis === 'estimated' ? 'about ' : ''}${minutes} min`;
}

/** What owning the models has saved. */
export async function listStatistics({ client, output, signal }: CommandContext): Promise<void> {
  const statistics = await client.request('models.statistics', undefined, { signal });
  for (const model of statistics) output.printJson({ type: 'statistics', ...model });
  output.printTable(
    statistics.map(({ modelId, loads, hits, bytesNotDownloadedAgain, medianLoadMs }) => [
      modelId,
      formatCount(loads, 'load'),
      `${formatCount(hits, 'use')} from memory`,
      `${formatByteCount(bytesNotDownloadedAgain)} not downloaded again`,
      medianLoadMs === null ? '-' : `loads in ${(medianLoadMs / 1000).toFixed(1)} s`,
    ]),
    ['MODEL', 'LOADED', 'USED AGAIN', 'SAVED', 'TIME'],
  );
  if (statistics.length === 0) output.note('No model was used yet.');
}
