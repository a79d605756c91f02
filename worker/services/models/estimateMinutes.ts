import type { CatalogModel } from '../../contract/index.ts';
import type { SpeedMeasurement } from '../../engine/createEngine.ts';
import { CATALOG, type CatalogEntry } from '../../models/catalog.ts';
import { scaleSpeed } from './scaleSpeed.ts';

export interface KnownSpeeds {
  /** Model id -> seconds of work for a second of media, by transcripts that were made. */
  readonly speeds: ReadonlyMap<string, number>;
  /** Null while this computer was not measured. */
  readonly probe: SpeedMeasurement | null;
}

const MINUTES_PER_HOUR = 60;

/**
 * Measured where the model was used; else by the nearest model in size that was, in the proportion that the probe finds
 * or, without one, in that of their parameters; else by the probe alone. Null where nothing is known.
 */
export function estimateMinutes(
  entry: CatalogEntry,
  { speeds, probe }: KnownSpeeds,
): CatalogModel['estimate'] {
  const own = speeds.get(entry.id);
  if (own !== undefined) return { minutesPerHour: own * MINUTES_PER_HOUR, basis: 'measured' };
  const factor = scaleFromNearest(entry, speeds, probe) ?? scaleProbe(entry, probe);
  return factor === null ? null : { minutesPerHour: factor * MINUTES_PER_HOUR, basis: 'estimated' };
}

function scaleFromNearest(
  entry: CatalogEntry,
  speeds: ReadonlyMap<string, number>,
  probe: SpeedMeasurement | null,
): number | null {
  const { parametersMillions } = entry;
  if (parametersMillions === null) return null;
  const distance = (other: number) => Math.abs(Math.log(other / parametersMillions));
  const [nearest] = CATALOG.flatMap((used) => {
    const factor = speeds.get(used.id);
    const { parametersMillions: size } = used;
    return factor === undefined || size === null ? [] : [{ used, factor, size }];
  }).sort((a, b) => distance(a.size) - distance(b.size));
  if (nearest === undefined) return null;
  const own = scaleProbe(entry, probe);
  const other = scaleProbe(nearest.used, probe);
  const proportion = own === null || other === null ? parametersMillions / nearest.size : own / other;
  return nearest.factor * proportion;
}

function scaleProbe({ shape }: CatalogEntry, probe: SpeedMeasurement | null): number | null {
  return shape === null || probe === null ? null : scaleSpeed(shape, probe);
}
