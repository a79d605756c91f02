import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LoadedModel, ModelStatus, SerializedError } from '../../worker/contract/index.ts';
import type { WorkerConnection } from '../connection/connectWorker.ts';
import { toShownError } from '../errors/toShownError.ts';

export interface ModelsState {
  /** Null until first known. */
  readonly models: readonly ModelStatus[] | null;
  readonly loaded: readonly LoadedModel[];
  readonly error: SerializedError | null;
  refresh(): Promise<void>;
  unload(modelId: string): Promise<void>;
}

export type ModelsStore = StoreApi<ModelsState>;

export function createModelsStore(worker: WorkerConnection): ModelsStore {
  return createStore<ModelsState>((set) => {
    async function showingErrors(action: () => Promise<void>): Promise<void> {
      try {
        await action();
        set({ error: null });
      } catch (error) {
        const shown = toShownError(error);
        if (shown !== null) set({ error: shown });
      }
    }

    return {
      models: null,
      loaded: [],
      error: null,
      refresh: () =>
        showingErrors(async () => {
          const [models, loaded] = await Promise.all([
            worker.request('models.list'),
            worker.request('models.loaded'),
          ]);
          set({ models, loaded });
        }),
      unload: (modelId) =>
        showingErrors(async () => {
          set({ loaded: await worker.request('models.unload', { modelId }) });
        }),
    };
  });
}
