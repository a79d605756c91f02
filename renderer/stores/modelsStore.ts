import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  CatalogModel,
  ComputerSpeed,
  FreedReport,
  JobSnapshot,
  LoadedModel,
  ModelOffer,
  ModelStatistics,
  ModelStatus,
  ModelUpdate,
  ModelVersion,
  RpcParams,
  SerializedError,
} from '../../worker/contract/index.ts';
import type { WorkerConnection } from '../connection/connectWorker.ts';
import { toShownError } from '../errors/toShownError.ts';

/** What a job about models is started with. */
export type StartModelJob = Exclude<RpcParams<'jobs.start'>, { readonly kind: 'transcribe' }>;

export interface ModelsState {
  /** Null until first known. */
  readonly models: readonly ModelStatus[] | null;
  /** What can be downloaded by its name; null until first known. */
  readonly catalog: readonly CatalogModel[] | null;
  /** True while the speed of this computer is measured, on which estimates and the recommendation depend. */
  readonly isMeasuring: boolean;
  /** What was measured of this computer; null where nothing was. */
  readonly speed: ComputerSpeed | null;
  readonly loaded: readonly LoadedModel[];
  /** Of the last attempt to read all of this. */
  readonly error: SerializedError | null;
  refresh(): Promise<void>;
  /** Resolves with false where that was not possible, such as beside a transcription. */
  measureAgain(): Promise<boolean>;
  /** All of the following reject with what failed, for the part of the page that asked. */
  unload(modelId: string): Promise<void>;
  /** Asks the hub what it has, before anything is downloaded. */
  inspect(model: string, signal: AbortSignal): Promise<ModelOffer>;
  startJob(job: StartModelJob): Promise<JobSnapshot>;
  prepareOffline(): Promise<void>;
  /** Deletes a model, or says what would be deleted. */
  remove(modelId: string, dryRun: boolean): Promise<FreedReport>;
  removeVersion(modelId: string, commit: string, dryRun: boolean): Promise<FreedReport>;
  setPinned(modelId: string, isPinned: boolean): Promise<void>;
  /** Lets a model be loaded again that stopped Earshot. */
  release(modelId: string): Promise<void>;
  loadVersions(modelId: string): Promise<readonly ModelVersion[]>;
  useVersion(modelId: string, commit: string): Promise<void>;
  checkUpdate(modelId: string): Promise<ModelUpdate | null>;
  loadStatistics(modelId: string): Promise<ModelStatistics | null>;
}

export type ModelsStore = StoreApi<ModelsState>;

export function createModelsStore(worker: WorkerConnection): ModelsStore {
  return createStore<ModelsState>((set, get) => {
    function accept(changed: ModelStatus): void {
      const models = get().models?.map((model) => (model.modelId === changed.modelId ? changed : model));
      set({ models: models ?? null });
    }

    /** Ends also where nothing could be measured, such as beside a transcription. */
    async function waitForMeasurement(): Promise<void> {
      if (get().isMeasuring) return;
      set({ isMeasuring: true });
      try {
        set({ catalog: await worker.request('models.catalog', { measureSpeed: 'wait' }) });
      } catch {
        // The list without estimates stays; a lost connection is shown by its status, and all is read again after it.
      } finally {
        set({ isMeasuring: false });
      }
    }

    return {
      models: null,
      catalog: null,
      isMeasuring: false,
      speed: null,
      loaded: [],
      error: null,
      async refresh() {
        try {
          const [models, loaded, speed] = await Promise.all([
            worker.request('models.list'),
            worker.request('models.loaded'),
            worker.request('models.speed'),
          ]);
          set({ models, loaded, speed });
          const catalog = await worker.request('models.catalog', { measureSpeed: 'background' });
          set({ catalog, error: null });
          if (isUnmeasured(catalog)) void waitForMeasurement();
        } catch (error) {
          const shown = toShownError(error);
          if (shown !== null) set({ error: shown });
        }
      },
      async measureAgain() {
        const before = get().speed?.measuredAtMs;
        set({ isMeasuring: true });
        try {
          const speed = await worker.request('models.speed', { measureAgain: true });
          set({ speed });
          return speed !== null && speed.measuredAtMs !== before;
        } catch {
          // A lost connection is shown by its status.
          return false;
        } finally {
          set({ isMeasuring: false });
        }
      },
      async unload(modelId) {
        set({ loaded: await worker.request('models.unload', { modelId }) });
      },
      inspect: (model, signal) => worker.request('models.inspect', { model }, { signal }),
      startJob: (job) => worker.request('jobs.start', job),
      async prepareOffline() {
        await worker.request('models.prepareOffline', { modelIds: null });
      },
      async remove(modelId, dryRun) {
        const report = await worker.request('models.remove', { modelId, dryRun });
        if (!dryRun) await get().refresh();
        return report;
      },
      async removeVersion(modelId, commit, dryRun) {
        const report = await worker.request('models.remove', { modelId, commit, dryRun });
        if (!dryRun) await get().refresh();
        return report;
      },
      async setPinned(modelId, isPinned) {
        accept(await worker.request('models.setPinned', { modelId, isPinned }));
      },
      async release(modelId) {
        accept(await worker.request('models.release', { modelId }));
      },
      loadVersions: (modelId) => worker.request('models.versions', { modelId }),
      async useVersion(modelId, commit) {
        accept(await worker.request('models.useVersion', { modelId, commit }));
      },
      async checkUpdate(modelId) {
        const updates = await worker.request('models.checkUpdates', { modelId });
        return updates.find((update) => update.modelId === modelId) ?? null;
      },
      async loadStatistics(modelId) {
        const statistics = await worker.request('models.statistics');
        return statistics.find((one) => one.modelId === modelId) ?? null;
      },
    };
  });
}

function isUnmeasured(catalog: readonly CatalogModel[]): boolean {
  return catalog.some(({ task, estimate }) => task === 'asr' && estimate === null);
}
