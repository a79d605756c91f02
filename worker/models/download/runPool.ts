import { createAbortError } from '../../contract/index.ts';

/**
 * Does work for each item, `limit` at once, in order. The first failure aborts what runs and is thrown when all of it
 * has ended; nothing new begins after it.
 */
export async function runPool<Item>(
  items: readonly Item[],
  limit: number,
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const both = AbortSignal.any([signal, controller.signal]);
  const waiting = items.values();
  let failure: { readonly error: unknown } | null = null;
  const runLane = async () => {
    for (const item of waiting) {
      if (both.aborted) return;
      try {
        await work(item, both);
      } catch (error) {
        failure ??= { error };
        controller.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runLane));
  if (signal.aborted) throw createAbortError();
  const first = failure as { readonly error: unknown } | null;
  if (first !== null) throw first.error;
}
