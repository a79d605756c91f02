import { createContext, useContext } from 'react';
import type { WorkerConnection } from '../connection/connectWorker.ts';
import type { Host } from '../host/host.ts';
import { type CacheStore, createCacheStore } from './cacheStore.ts';
import { type ConnectionStore, createConnectionStore } from './connectionStore.ts';
import { createJobsStore, type JobsStore } from './jobsStore.ts';
import { createLibraryStore, type LibraryStore } from './libraryStore.ts';
import { createModelsStore, type ModelsStore } from './modelsStore.ts';
import { createNetworkStore, type NetworkStore } from './networkStore.ts';
import { createPlayerStore, type PlayerStore } from './playerStore.ts';
import { createRouteStore, type RouteStore } from './routeStore.ts';
import { createSettingsStore, type SettingsStore } from './settingsStore.ts';
import { createTranscriptStore, type TranscriptStore } from './transcriptStore.ts';

/** All state of the page. Each store caches what the worker knows; the worker owns the truth. */
export interface Stores {
  readonly cache: CacheStore;
  readonly connection: ConnectionStore;
  readonly jobs: JobsStore;
  readonly library: LibraryStore;
  readonly models: ModelsStore;
  readonly network: NetworkStore;
  readonly player: PlayerStore;
  readonly route: RouteStore;
  readonly settings: SettingsStore;
  readonly transcript: TranscriptStore;
}

export interface CreateStoresOptions {
  readonly worker: WorkerConnection;
  readonly host: Host;
  readonly sampleName: string;
  readonly page: Pick<Window, 'location' | 'history' | 'addEventListener'>;
}

export function createStores({ worker, host, sampleName, page }: CreateStoresOptions): Stores {
  return {
    cache: createCacheStore(worker),
    connection: createConnectionStore(),
    jobs: createJobsStore({ worker, host, sampleName }),
    library: createLibraryStore(worker),
    models: createModelsStore(worker),
    network: createNetworkStore({ worker, host }),
    player: createPlayerStore(),
    route: createRouteStore(page),
    settings: createSettingsStore(worker),
    transcript: createTranscriptStore(worker),
  };
}

/** What the parts of the page share. */
export interface Page {
  readonly stores: Stores;
  readonly host: Host;
  readonly worker: WorkerConnection;
}

export const PageContext = createContext<Page | null>(null);

/** Throws outside of a `PageContext`: a mistake of ours. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('There is no page around this component.');
  return page;
}

export function useStores(): Stores {
  return usePage().stores;
}
