import type { CatalogModel, ModelStatus } from '../../contract/index.ts';
import { CATALOG, type CatalogEntry } from '../../models/catalog.ts';

export interface ListCatalogOptions {
  /** What is on this computer. */
  readonly models: readonly ModelStatus[];
  /** Model id -> seconds of work for a second of media. */
  readonly speeds: ReadonlyMap<string, number>;
  readonly recommended: readonly string[];
}

const MINUTES_PER_HOUR = 60;

/** The models that can be downloaded by name, with what is known of each on this computer. Asks nobody. */
export function listCatalog({ models, speeds, recommended }: ListCatalogOptions): readonly CatalogModel[] {
  return CATALOG.map((entry) => ({
    modelId: entry.id,
    title: entry.title,
    task: entry.task,
    repository: entry.repository,
    languages: entry.languages,
    licence: entry.licence.id,
    dtypes: entry.dtypes,
    parametersMillions: entry.parametersMillions,
    installedDtypes: models.find(({ modelId }) => modelId === entry.id)?.cached?.dtypes ?? [],
    estimate: estimate(entry, speeds),
    isRecommended: recommended.includes(entry.id),
  }));
}

/** Measured where the model was used; else by the nearest model in size that was, as work grows with parameters. */
function estimate(entry: CatalogEntry, speeds: ReadonlyMap<string, number>): CatalogModel['estimate'] {
  const own = speeds.get(entry.id);
  if (own !== undefined) return { minutesPerHour: own * MINUTES_PER_HOUR, basis: 'measured' };
  const { parametersMillions } = entry;
  if (parametersMillions === null) return null;
  const distance = (other: number) => Math.abs(Math.log(other / parametersMillions));
  const [nearest] = CATALOG.flatMap(({ id, parametersMillions: size }) => {
    const factor = speeds.get(id);
    return factor === undefined || size === null ? [] : [{ factor, size }];
  }).sort((a, b) => distance(a.size) - distance(b.size));
  if (nearest === undefined) return null;
  const factor = (nearest.factor * parametersMillions) / nearest.size;
  return { minutesPerHour: factor * MINUTES_PER_HOUR, basis: 'estimated' };
}
