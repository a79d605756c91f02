import type { CachedRepository, CacheScan } from './cachedRepository.ts';
import { sumSizes } from './sumSizes.ts';

export interface CacheTotal {
  readonly modelCount: number;
  readonly sizeBytes: number;
  readonly partialBytes: number;
  readonly orphanBytes: number;
}

export interface CacheSummary<Task extends string> extends CacheTotal {
  /** Null: repositories that no known task uses. */
  readonly tasks: ReadonlyMap<Task | null, CacheTotal>;
  readonly warningCount: number;
}

/**
 * Adds up a cache per task and in all. Content that several revisions or repositories share is counted
 * once in each sum. A repository that serves several tasks is counted with each, and once in the total.
 */
export function summarizeCache<Task extends string>(
  { repositories, warnings }: CacheScan,
  tasksOf: (repository: string) => readonly Task[],
): CacheSummary<Task> {
  const members = new Map<Task | null, CachedRepository[]>();
  for (const repository of repositories) {
    const tasks = repository.type === 'model' ? tasksOf(repository.repository) : [];
    for (const task of tasks.length === 0 ? [null] : tasks) {
      members.set(task, [...(members.get(task) ?? []), repository]);
    }
  }
  const tasks = new Map([...members].map(([task, models]) => [task, addUp(models)]));
  return { ...addUp(repositories), tasks, warningCount: warnings.length };
}

function addUp(repositories: readonly CachedRepository[]): CacheTotal {
  const sum = (values: readonly { readonly sizeBytes: number }[]) =>
    values.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
  return {
    modelCount: repositories.length,
    sizeBytes: sumSizes(repositories),
    partialBytes: sum(repositories.flatMap(({ partials }) => partials)),
    orphanBytes: sum(repositories.flatMap(({ orphans, leftovers }) => [...orphans, ...leftovers])),
  };
}
