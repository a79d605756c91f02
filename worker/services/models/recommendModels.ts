import { CATALOG, type CatalogEntry } from '../../models/catalog.ts';

export interface Computer {
  readonly memoryBytes: number;
  readonly cores: number;
}

const GB = 1e9;

/** Our choice: what a person still waits for, next to other work. */
const MAX_MINUTES_PER_HOUR = 20;

/**
 * Catalog ids of the models to have on this computer: one for speech, of all languages; the detector of speech is a part
 * of Earshot. It is the largest, and so the most accurate, that leaves most of the memory to others and transcribes an
 * hour in at most 20 minutes; the smallest where none does. Where nothing was measured, the number of cores decides.
 */
export function recommendModels(
  { memoryBytes, cores }: Computer,
  minutesPerHour: (modelId: string) => number | null,
): readonly string[] {
  const bySize = CATALOG.filter(({ task, languages }) => task === 'asr' && languages === 'multilingual').sort(
    (a, b) => parameters(b) - parameters(a),
  );
  if (bySize.every(({ id }) => minutesPerHour(id) === null)) return [recommendByCores(memoryBytes, cores)];
  const best = bySize.find(
    (entry) =>
      (minutesPerHour(entry.id) ?? Infinity) <= MAX_MINUTES_PER_HOUR &&
      neededMemoryBytes(entry) <= memoryBytes,
  );
  return [best ?? bySize.at(-1)].flatMap((entry) => (entry === undefined ? [] : [entry.id]));
}

function recommendByCores(memoryBytes: number, cores: number): string {
  if (memoryBytes >= 15 * GB && cores >= 12) return 'whisper-large-v3-turbo';
  if (memoryBytes >= 7 * GB && cores >= 4) return 'whisper-small';
  return 'whisper-base';
}

/** Our choice: a model in int8 with what it computes in stays under a quarter of it. */
function neededMemoryBytes(entry: CatalogEntry): number {
  if (parameters(entry) > 1000) return 30 * GB;
  if (parameters(entry) > 300) return 15 * GB;
  return parameters(entry) > 100 ? 7 * GB : 0;
}

function parameters({ parametersMillions }: CatalogEntry): number {
  return parametersMillions ?? 0;
}
