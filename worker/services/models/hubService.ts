import { join } from 'node:path';
import {
  AppError,
  type EgressEntry,
  type HubTokenStatus,
  isAbortError,
  type Settings,
} from '../../contract/index.ts';
import type { Environment } from '../../models/cache/cacheLocation.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import type { FileDownloaderOptions } from '../../models/download/fileDownloader.ts';
import { createLedgerVerifiedBlobs } from '../../models/download/ledgerVerifiedBlobs.ts';
import { createContentWriter } from '../../models/download/contentWriter.ts';
import { createModelDownloader, type ModelDownloader } from '../../models/download/modelDownloader.ts';
import { createHttpTransport, type HttpTransport } from '../../models/hub/httpTransport.ts';
import { createHubClient, type HubClient } from '../../models/hub/hubClient.ts';
import { findEndpoint, type HubSettings, loadHubSettings } from '../../models/hub/hubSettings.ts';
import { createReceiveMemory } from '../../models/hub/receiveMemory.ts';
import type { EgressLog } from '../../usage/egressLog.ts';
import { applyProxy } from './applyProxy.ts';
import { openTokenFile } from './tokenFile.ts';

/** What talks to the hub, by the settings as they were when it was asked for. */
export interface HubConnection {
  readonly client: HubClient;
  readonly downloader: ModelDownloader;
}

/** The only way out of this computer. */
export interface HubService {
  /**
   * Address by which models may be named: that of the hub in use, else the usual one. Never throws: what is on this
   * computer can be used whatever the settings of the network say.
   */
  endpoint(): URL;
  /**
   * The connection for the settings as they are now; the same one until they change. Throws `invalid-request` for
   * settings that cannot be used, `permission-denied` for a token file that cannot be read.
   */
  connect(): Promise<HubConnection>;
  /**
   * Does work that may make requests. When offline mode is turned on meanwhile, the work is aborted and this throws
   * `offline`. Work that begins offline may do what needs no request.
   */
  whileOnline<Result>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  /** Newest first. */
  listRequests(limit: number): readonly EgressEntry[];
  tokenStatus(): Promise<HubTokenStatus>;
  /** Keeps the access token, or forgets it. Throws `invalid-request` for what is no token. */
  setToken(token: string | null): Promise<HubTokenStatus>;
  /** The token that the host keeps; it goes before the file. Null for none. */
  setHostToken(token: string | null): void;
  /** Aborts what is under way. */
  close(): void;
}

export interface HubServiceOptions {
  readonly dataDir: string;
  readonly appVersion: string;
  readonly environment: Environment;
  /** True forbids requests whatever the settings say. */
  readonly isAlwaysOffline: boolean;
  /** True when the host will say which token it keeps: jobs of before the start must not ask without it. */
  readonly awaitsHostToken: boolean;
  readonly settings: {
    get(): Settings;
    subscribe(listener: (settings: Settings) => void): () => void;
  };
  readonly cache: Pick<ModelCache, 'ledger' | 'partialTag'>;
  readonly log: EgressLog;
  readonly lockFile: FileDownloaderOptions['lockFile'];
}

/** Our choice: the first message of a host comes at once; one that never comes must not end all downloads. */
const HOST_TOKEN_WAIT_MS = 5000;

interface OpenConnection extends HubConnection {
  readonly key: string;
  readonly transport: HttpTransport;
}

export function createHubService(options: HubServiceOptions): HubService {
  const { appVersion, environment, settings, cache, log } = options;
  const tokenFile = openTokenFile(join(options.dataDir, 'hub-token'));
  const running = new Set<AbortController>();
  const transports = new Set<HttpTransport>();
  const memory = createReceiveMemory();
  const writer = createContentWriter({ memory });
  let current: OpenConnection | null = null;
  const hostTokenArrives = createArrival(options.awaitsHostToken);
  let hostToken: string | null = null;
  let isClosed = false;

  const load = async (): Promise<HubSettings> => {
    await hostTokenArrives.promise;
    return loadHubSettings({
      environment,
      endpoint: settings.get().hubEndpoint,
      token: hostToken ?? (await tokenFile.load()),
    });
  };

  const open = (loaded: HubSettings, key: string): OpenConnection => {
    const { endpoint, token, offline, disableSymlinks, limits } = loaded;
    const transport = createHttpTransport({
      environment: applyProxy(environment, settings.get().proxy),
      limits,
      memory,
    });
    transports.add(transport);
    const client = createHubClient({
      endpoint,
      token,
      appVersion,
      transport,
      ledger: log,
      isOffline: () => offline || options.isAlwaysOffline || settings.get().offline,
    });
    const downloader = createModelDownloader({
      client,
      lockFile: options.lockFile,
      verified: createLedgerVerifiedBlobs(cache.ledger),
      writer,
      installationTag: cache.partialTag,
      disableSymlinks,
    });
    return { key, transport, client, downloader };
  };

  const tokenStatus = async (): Promise<HubTokenStatus> => ({ source: (await load()).tokenSource });

  const unsubscribe = settings.subscribe(({ offline }) => {
    if (offline) for (const controller of running) controller.abort();
  });

  return {
    endpoint() {
      try {
        return findEndpoint({ environment, endpoint: settings.get().hubEndpoint });
      } catch {
        return findEndpoint({ environment: {}, endpoint: null });
      }
    },
    async connect() {
      const loaded = await load();
      const key = JSON.stringify([loaded, settings.get().proxy]);
      // What runs over an earlier connection goes on over it; the transports end together.
      if (current?.key !== key) current = open(loaded, key);
      return current;
    },
    async whileOnline(signal, work) {
      const controller = new AbortController();
      running.add(controller);
      try {
        return await work(AbortSignal.any([signal, controller.signal]));
      } catch (error) {
        if (isAbortError(error) && controller.signal.aborted && !signal.aborted && !isClosed) {
          throw new AppError('offline', 'Offline mode was turned on.', { cause: error });
        }
        throw error;
      } finally {
        running.delete(controller);
      }
    },
    listRequests: log.list,
    tokenStatus,
    async setToken(token) {
      await tokenFile.save(token);
      // What the person says now goes before what the host has kept.
      hostToken = null;
      return tokenStatus();
    },
    setHostToken(token) {
      hostToken = token;
      hostTokenArrives.resolve();
    },
    close() {
      isClosed = true;
      unsubscribe();
      for (const controller of running) controller.abort();
      for (const transport of transports) transport.close();
    },
  };
}

/** Something that is waited for, for some time; at once when it is not expected. */
function createArrival(isExpected: boolean) {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const arrive = () => {
    resolve(undefined);
  };
  if (isExpected) setTimeout(arrive, HOST_TOKEN_WAIT_MS).unref();
  else arrive();
  return { promise, resolve: arrive };
}
