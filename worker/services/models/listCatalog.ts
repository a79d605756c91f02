import type { CatalogModel, ModelStatus } from '../../contract/index.ts';
import type { SpeedMeasurement } from '../../engine/createEngine.ts';
import { CATALOG } from '../../models/catalog.ts';
import { estimateMinutes } from './estimateMinutes.ts';
import { type Computer, recommendModels } from './recommendModels.ts';

const BYTES_PER_MEGABYTE = 1_000_000;

export interface ListCatalogOptions {
  /** What is on this computer. */
  readonly models: readonly ModelStatus[];
  /** Model id -> seconds of work for a second of media. */
  readonly speeds: ReadonlyMap<string, number>;
  /** Null while this computer was not measured. */
  readonly probe: SpeedMeasurement | null;
  readonly computer: Computer;
}

/** The models that can be downloaded by name, with what is known of each on this computer. Asks nobody. */
export function listCatalog({
  models,
  speeds,
  probe,
  computer,
}: ListCatalogOptions): readonly CatalogModel[] {
  const estimates = new Map(CATALOG.map((entry) => [entry.id, estimateMinutes(entry, { speeds, probe })]));
  const recommended = recommendModels(computer, (id) => estimates.get(id)?.minutesPerHour ?? null);
  return CATALOG.map((entry) => ({
    modelId: entry.id,
    title: entry.title,
    task: entry.task,
    repository: entry.repository,
    languages: entry.languages,
    licence: entry.licence.id,
    dtypes: entry.dtypes,
    approximateBytes:
      entry.approximateMegabytes === null ? null : entry.approximateMegabytes * BYTES_PER_MEGABYTE,
    parametersMillions: entry.parametersMillions,
    installedDtypes: models.find(({ modelId }) => modelId === entry.id)?.cached?.dtypes ?? [],
    estimate: estimates.get(entry.id) ?? null,
    isRecommended: recommended.includes(entry.id),
  }));
}
