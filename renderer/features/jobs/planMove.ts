/** Where a job goes: before another one of those that wait, or last. */
export interface PlannedMove {
  readonly before: string | null;
  /** Its place afterwards, from 1. */
  readonly place: number;
}

/** One place up or down among the jobs that wait, in their order; null at the end of the way. */
export function planStep(waiting: readonly string[], jobId: string, by: -1 | 1): PlannedMove | null {
  const index = waiting.indexOf(jobId);
  const target = index + by;
  if (index === -1 || target < 0 || target >= waiting.length) return null;
  const before = by === -1 ? waiting[target] : waiting[target + 1];
  return { before: before ?? null, place: target + 1 };
}

/** Onto another job that waits: into its place, the others make room. Null where that changes nothing. */
export function planDrop(waiting: readonly string[], jobId: string, onto: string): PlannedMove | null {
  const from = waiting.indexOf(jobId);
  const to = waiting.indexOf(onto);
  if (from === -1 || to === -1 || from === to) return null;
  const before = from < to ? waiting[to + 1] : waiting[to];
  return { before: before ?? null, place: to + 1 };
}
