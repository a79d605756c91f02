import type { ServerResponse } from 'node:http';
import { answerRequest } from './answerRequest.ts';
import { createFaultQueue, type FaultQueue } from './faultQueue.ts';
import { createHubAccess, type HubAccess } from './hubAccess.ts';
import type { HubRequest, OriginName } from './hubRequest.ts';
import type { HubState } from './hubState.ts';
import { ANONYMOUS_QUOTAS, createRateLimiter, type RateLimitQuotas, USER_QUOTAS } from './rateLimiter.ts';
import {
  type CommitOptions,
  createRepositoryStore,
  type FileChanges,
  type Repository,
  type RepositoryOptions,
} from './repositoryStore.ts';
import { createRequestLog, type LoggedRequest, type RequestLog } from './requestLog.ts';
import { CHUNK_STORE_TOKEN } from './routes/answerReconstruction.ts';
import { createSelfSignedCertificate } from './selfSignedCertificate.ts';
import { createSignedUrls } from './signedUrls.ts';
import { type Origin, startOrigin } from './startOrigin.ts';
import { createTestClock, type TestClock } from './testClock.ts';

export interface TestHubOptions {
  /** Entries on a page of a listing; 1,000 as on the hub. */
  readonly pageSize?: number;
  /** How long a URL of the CDN is good for; an hour. */
  readonly signedUrlSeconds?: number;
  /** Requests per five minutes; those of the hub for anonymous callers and users. */
  readonly quotas?: Partial<RateLimitQuotas>;
  /** The hub's port; any free one by default. */
  readonly port?: number;
  /** Serves the hub (not the CDN, not the stranger) over TLS with a certificate nobody knows; see `certificate`. */
  readonly tls?: boolean;
}

export interface TestHub {
  /** Origin A, for `HF_ENDPOINT`. */
  readonly endpoint: string;
  /** Origin B: another host name and another port. */
  readonly cdn: string;
  /** Origin C: another port. */
  readonly stranger: string;
  /** The certificate of a TLS hub as PEM, to be trusted or not. */
  readonly certificate: string | undefined;
  readonly clock: TestClock;
  readonly access: HubAccess;
  readonly faults: FaultQueue;
  readonly log: RequestLog;
  /** @returns the first commit. */
  addRepository(options: RepositoryOptions): Promise<string>;
  /** Adds a commit and moves a branch to it (`main`, or a new one). Older commits stay as they are. */
  commit(id: string, changes: FileChanges, options?: CommitOptions): Promise<string>;
  /** Points a branch, tag or special ref at a commit. */
  setRef(id: string, name: string, commit: string): void;
  /** From now on the old id redirects to the new one. */
  rename(id: string, newId: string): void;
  disable(id: string): void;
  /** For what has no call of its own: gates, visibility, hashes of files. */
  repository(id: string): Repository;
  /** Every request to B or C that carried a bearer token, or any other credential header, or a known token anywhere. */
  tokensSeenOutsideA(): readonly LoggedRequest[];
  close(): Promise<void>;
}

/**
 * Starts a hub for tests on three origins of this computer. Faithful in what clients depend on and able to fail in
 * every way of the fault list; see README.md in this folder.
 */
export async function createTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const clock = createTestClock();
  const access = createHubAccess();
  const repositories = createRepositoryStore(clock);
  const signedUrls = createSignedUrls(clock, options.signedUrlSeconds ?? 3600);
  const faults = createFaultQueue();
  const log = createRequestLog();
  const closing = new AbortController();
  const certificate = options.tls === true ? createSelfSignedCertificate('127.0.0.1') : undefined;
  const rateLimiter = createRateLimiter(clock);
  const quotasOf = (token: string | undefined): RateLimitQuotas => ({
    ...(token === undefined ? ANONYMOUS_QUOTAS : USER_QUOTAS),
    ...options.quotas,
  });

  const answer = async (request: HubRequest, response: ServerResponse): Promise<void> => {
    const { signal } = closing;
    await answerRequest(request, response, { state, faults, log, rateLimiter, quotasOf, signal });
  };
  const open = (name: OriginName, hostName: string, port = 0): Promise<Origin> =>
    startOrigin({ name, hostName, port, answer, certificate: name === 'hub' ? certificate : undefined });
  const hub = await open('hub', '127.0.0.1', options.port);
  const cdn = await open('cdn', 'localhost');
  const stranger = await open('stranger', '127.0.0.1');
  const origins = { hub: hub.url, cdn: cdn.url, stranger: stranger.url };
  const state: HubState = {
    origins,
    clock,
    repositories,
    access,
    signedUrls,
    pageSize: options.pageSize ?? 1000,
  };

  return {
    endpoint: hub.url,
    cdn: cdn.url,
    stranger: stranger.url,
    certificate: certificate?.cert,
    clock,
    access,
    faults,
    log,
    addRepository: (repository) => repositories.add(repository),
    commit: (id, changes, commitOptions) => repositories.commit(id, changes, commitOptions),
    setRef(id, name, commit) {
      repositories.get(id).refs.set(name, commit);
    },
    rename: (id, newId) => {
      repositories.rename(id, newId);
    },
    disable(id) {
      repositories.get(id).disabled = true;
    },
    repository: (id) => repositories.get(id),
    tokensSeenOutsideA: () => log.requests.filter((request) => request.origin !== 'hub' && hasToken(request)),
    async close() {
      closing.abort();
      await Promise.all([hub.close(), cdn.close(), stranger.close()]);
    },
  };

  function hasToken({ headers, target }: LoggedRequest): boolean {
    if (headers.authorization === `Bearer ${CHUNK_STORE_TOKEN}`) return false;
    if (headers.authorization !== undefined || headers.cookie !== undefined) return true;
    const parameters = new URLSearchParams(target.slice(target.indexOf('?')));
    const everything = [...Object.values(headers).flat(), target, ...parameters.values()];
    return access.tokens().some((token) => everything.some((text) => text?.includes(token) === true));
  }
}
