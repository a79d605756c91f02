import { AppError, type LoadedModel } from '../contract/index.ts';

/** A model in memory, whatever sessions it is made of. */
export interface PooledModel {
  readonly device: string;
  readonly dtype: string;
  close(): Promise<void>;
}

export interface PoolRequest<Model extends PooledModel> {
  /** Says which files on which device in which dtype: equal keys share one model. */
  readonly key: string;
  readonly modelId: string;
  /**
   * Loads the model. `claimBytes` is called with the size of each weight file before it is opened, so that models
   * nobody uses make room first.
   */
  load(claimBytes: (bytes: number) => Promise<void>): Promise<Model>;
}

export interface Lease<Model extends PooledModel> {
  readonly model: Model;
  /** Gives the model back; with `discard` it is not handed out again and leaves memory with its last user. */
  release(options?: { readonly discard?: boolean }): void;
}

export interface SessionPool<Model extends PooledModel> {
  /** Opens a model, or shares the one that is open or being opened. A failed load is forgotten. */
  acquire(request: PoolRequest<Model>): Promise<Lease<Model>>;
  /** Takes models out of memory: at once where nobody uses them, with their last user otherwise. All without an id. */
  unload(modelId?: string): Promise<void>;
  loadedModels(): readonly LoadedModel[];
  /** Unloads everything that is idle and refuses further loads. */
  close(): Promise<void>;
}

export interface SessionPoolOptions {
  /** Idle time after which a model leaves memory; null keeps it until `unload` or `close`. */
  readonly unloadAfterMs: number | null;
  /** Idle models leave, least recently used first, until the weights in memory fit; null sets no limit. */
  readonly maxWeightBytes: number | null;
  /** Called after `loadedModels` has changed. */
  readonly onChanged?: () => void;
  readonly now?: () => number;
  /** Calls back after a time; the returned function takes it back. */
  readonly schedule?: (callback: () => void, delayMs: number) => () => void;
}

interface Entry<Model extends PooledModel> {
  readonly request: PoolRequest<Model>;
  readonly loading: Promise<Model>;
  model: Model | null;
  users: number;
  weightBytes: number;
  loadedAtMs: number;
  lastUsedAtMs: number;
  loadMs: number;
  cancelUnload: () => void;
}

/**
 * Keeps models in memory between uses. Each is loaded once however many ask for it at the same time, counted while
 * it is used, and unloaded after it has been idle. A model that is leaving has left before another one is loaded.
 */
export function createSessionPool<Model extends PooledModel>(
  options: SessionPoolOptions,
): SessionPool<Model> {
  const { now = Date.now, schedule = scheduleTimer, onChanged = () => undefined } = options;
  /** What `acquire` may hand out. */
  const entries = new Map<string, Entry<Model>>();
  /** What takes memory: the above, and models that wait for their last user. */
  const resident = new Set<Entry<Model>>();
  const leaving = new Set<Promise<void>>();
  let closed = false;

  /** Takes an entry out of the table; its model is closed now, or by its last user. */
  function retire(entry: Entry<Model>): void {
    if (entries.get(entry.request.key) === entry) entries.delete(entry.request.key);
    entry.cancelUnload();
    if (entry.users === 0) dispose(entry);
  }

  /** A model that fails to close cannot be tried again and concerns no caller. */
  function dispose(entry: Entry<Model>): void {
    resident.delete(entry);
    if (entry.model === null) return;
    onChanged();
    const closing = entry.model
      .close()
      .catch(() => undefined)
      .finally(() => leaving.delete(closing));
    leaving.add(closing);
  }

  async function waitForLeaving(): Promise<void> {
    await Promise.all(leaving);
  }

  async function makeRoom(bytes: number): Promise<void> {
    const { maxWeightBytes } = options;
    if (maxWeightBytes === null) return;
    let total = bytes;
    for (const entry of resident) total += entry.weightBytes;
    const idle = [...entries.values()].filter((entry) => entry.users === 0);
    idle.sort((a, b) => a.lastUsedAtMs - b.lastUsedAtMs);
    for (const entry of idle) {
      if (total <= maxWeightBytes) break;
      total -= entry.weightBytes;
      retire(entry);
    }
    await waitForLeaving();
  }

  function startLoading(request: PoolRequest<Model>): Entry<Model> {
    const startedAtMs = now();
    const entry: Entry<Model> = {
      request,
      loading: load(),
      model: null,
      users: 0,
      weightBytes: 0,
      loadedAtMs: startedAtMs,
      lastUsedAtMs: startedAtMs,
      loadMs: 0,
      cancelUnload: () => undefined,
    };
    async function load(): Promise<Model> {
      await waitForLeaving();
      const model = await request.load(async (bytes) => {
        await makeRoom(bytes);
        entry.weightBytes += bytes;
      });
      entry.model = model;
      entry.loadedAtMs = now();
      entry.loadMs = entry.loadedAtMs - startedAtMs;
      onChanged();
      return model;
    }
    return entry;
  }

  function release(entry: Entry<Model>, discard: boolean): void {
    entry.users -= 1;
    entry.lastUsedAtMs = now();
    onChanged();
    const isRetired = entries.get(entry.request.key) !== entry;
    if (isRetired && entry.users === 0) dispose(entry);
    else if (discard || (closed && entry.users === 0)) retire(entry);
    else if (entry.users === 0 && options.unloadAfterMs !== null) {
      entry.cancelUnload = schedule(() => retire(entry), options.unloadAfterMs);
    }
  }

  return {
    async acquire(request) {
      if (closed) throw new AppError('internal', 'The session pool is closed.');
      let entry = entries.get(request.key);
      if (entry === undefined) {
        entry = startLoading(request);
        entries.set(request.key, entry);
        resident.add(entry);
      }
      const held = entry;
      held.cancelUnload();
      held.users += 1;
      held.lastUsedAtMs = now();
      if (held.model !== null) onChanged();
      try {
        const model = await held.loading;
        let released = false;
        return {
          model,
          release({ discard = false } = {}) {
            if (released) return;
            released = true;
            release(held, discard);
          },
        };
      } catch (error) {
        held.users -= 1;
        if (entries.get(request.key) === held) entries.delete(request.key);
        resident.delete(held);
        throw error;
      }
    },
    async unload(modelId) {
      for (const entry of [...entries.values()]) {
        if (modelId === undefined || entry.request.modelId === modelId) retire(entry);
      }
      await waitForLeaving();
    },
    loadedModels() {
      const loaded: LoadedModel[] = [];
      for (const { model, request, loadedAtMs, lastUsedAtMs, loadMs, users, weightBytes } of resident) {
        if (model === null) continue;
        const { modelId } = request;
        const { device, dtype } = model;
        loaded.push({ modelId, device, dtype, loadedAtMs, lastUsedAtMs, loadMs, users, weightBytes });
      }
      return loaded;
    },
    async close() {
      closed = true;
      await this.unload();
    },
  };
}

/** Does not keep the process alive. */
function scheduleTimer(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  timer.unref();
  return () => {
    clearTimeout(timer);
  };
}
