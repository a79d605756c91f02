import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Diagnostics, SerializedError, Settings, SettingsPatch } from '../../worker/contract/index.ts';
import type { WorkerConnection } from '../connection/connectWorker.ts';
import { toShownError } from '../errors/toShownError.ts';

export interface SettingsState {
  /** As the worker has them; null until first known. */
  readonly settings: Settings | null;
  readonly diagnostics: Diagnostics | null;
  readonly error: SerializedError | null;
  refresh(): Promise<void>;
  accept(settings: Settings): void;
  update(patch: SettingsPatch): Promise<void>;
  /** The same for a field that shows itself what is wrong: rejects with it. */
  change(patch: SettingsPatch): Promise<void>;
  loadDiagnostics(): Promise<void>;
}

export type SettingsStore = StoreApi<SettingsState>;

export function createSettingsStore(worker: WorkerConnection): SettingsStore {
  return createStore<SettingsState>((set) => {
    async function showingErrors(action: () => Promise<Partial<SettingsState>>): Promise<void> {
      try {
        set({ ...(await action()), error: null });
      } catch (error) {
        const shown = toShownError(error);
        if (shown !== null) set({ error: shown });
      }
    }

    return {
      settings: null,
      diagnostics: null,
      error: null,
      refresh: () => showingErrors(async () => ({ settings: await worker.request('settings.get') })),
      accept(settings) {
        set({ settings });
      },
      update: (patch) =>
        showingErrors(async () => ({ settings: await worker.request('settings.update', patch) })),
      async change(patch) {
        set({ settings: await worker.request('settings.update', patch) });
      },
      loadDiagnostics: () =>
        showingErrors(async () => ({ diagnostics: await worker.request('diagnostics.get') })),
    };
  });
}
