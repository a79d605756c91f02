import { basename, dirname } from 'node:path';
import type { ModelTask } from '../contract/index.ts';
import type { ModelCache } from './cache/modelCache.ts';
import type { ModelStore, ResolvedModel } from './modelStore.ts';

/** A model that stays where it is until it is given back. */
export interface ModelUse {
  readonly model: ResolvedModel;
  release(): void;
}

export interface UseModelRequest {
  readonly name: string;
  readonly task: ModelTask;
  readonly signal: AbortSignal;
  /** Called when it has to wait. */
  readonly onWait?: () => void;
}

/**
 * Finds a model and keeps it from being moved or deleted until it is released; waits while the cache is moved. Of a model
 * in the cache it is recorded that it was used. Throws as `ModelStore.resolve`, and an AbortError.
 */
export async function useModel(
  {
    modelStore,
    cache,
    now = Date.now,
  }: { readonly modelStore: ModelStore; readonly cache: ModelCache; readonly now?: () => number },
  { name, task, signal, onWait }: UseModelRequest,
): Promise<ModelUse> {
  const leave = cache.uses.tryShare() ?? (await waitToShare());
  try {
    const { model, endUse } = await find();
    if (model.commit !== null) {
      const folderName = basename(dirname(dirname(model.folder)));
      // Not knowing when it was used last is no reason not to use it.
      await cache.ledger
        .update(folderName, (record) => ({ ...record, lastUsedAtMs: now() }))
        .catch(() => undefined);
    }
    return {
      model,
      release() {
        endUse();
        leave();
      },
    };
  } catch (error) {
    leave();
    throw error;
  }

  async function find() {
    const settled = await cache.deletion.share(signal);
    try {
      const model = await modelStore.resolve(name, task);
      // Of one that is named by its folder too: the folder may be one of the cache.
      return { model, endUse: cache.inUse.begin(model.folder) };
    } finally {
      settled();
    }
  }

  function waitToShare(): Promise<() => void> {
    onWait?.();
    return cache.uses.share(signal);
  }
}
