import { type RpcEventListener, serveRpc, type RpcHandlers } from '../../worker/rpc/server.ts';
import { createTestHandlers } from '../../worker/rpc/testWorker.ts';
import { createTransportPair } from '../../worker/rpc/transportPair.ts';
import { AppError, type MessageTransport } from '../../worker/contract/index.ts';
import { connectWorker, type WorkerConnection } from '../connection/connectWorker.ts';
import type { Host } from '../host/host.ts';
import { createStores, type Stores } from '../stores/stores.ts';
import { subscribeToWorker } from '../stores/subscribeToWorker.ts';

/** The stores of the page over real RPC, with handlers of the test in place of the worker. */
export interface TestPage {
  readonly stores: Stores;
  readonly worker: WorkerConnection;
  readonly emit: RpcEventListener;
  /** Cuts the connection from the worker's side. */
  cutConnection(): void;
  /** Refuses connections from now on, or no longer. */
  refuse(refusal: AppError | null): void;
  /** Lets one time that was waited for pass: that of a reconnect, or of a refresh. */
  passTime(): void;
}

export interface TestPageOptions {
  readonly handlers?: Partial<RpcHandlers>;
  readonly host?: Partial<Host>;
  /** What opening a connection rejects with from the beginning. */
  readonly refusal?: AppError;
}

const QUIET: Partial<RpcHandlers> = {
  'library.list': () => [],
  'library.search': () => [],
  'jobs.list': () => [],
  'models.list': () => [],
  'models.loaded': () => [],
  'models.catalog': () => [],
  'models.speed': () => null,
};

export function createTestPage({ handlers = {}, host = {}, refusal }: TestPageOptions = {}): TestPage {
  const listeners = new Set<RpcEventListener>();
  const waiting: (() => void)[] = [];
  let workerEnd: MessageTransport | null = null;
  let refusing = refusal ?? null;

  function openTransport(): Promise<MessageTransport> {
    if (refusing !== null) return Promise.reject(refusing);
    const [clientEnd, otherEnd] = createTransportPair();
    workerEnd = otherEnd;
    serveRpc({
      transport: otherEnd,
      handlers: createTestHandlers({ ...QUIET, ...handlers }),
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      logger: { debug: () => undefined, error: () => undefined },
    });
    return Promise.resolve(clientEnd);
  }

  const schedule = (callback: () => void): (() => void) => {
    waiting.push(callback);
    return () => {
      const index = waiting.indexOf(callback);
      if (index >= 0) waiting.splice(index, 1);
    };
  };
  const fail = (): never => {
    throw new AppError('not-found', 'The test has no such shell.');
  };
  const worker = connectWorker({ openTransport, schedule });
  const stores = createStores({
    worker,
    host: {
      openTransport,
      importFile: fail,
      importSample: fail,
      mediaUrl: fail,
      saveFile: fail,
      saveFiles: fail,
      savePdf: fail,
      desktop: null,
      ...host,
    },
    sampleName: 'sample.ogg',
    page: {
      location: { hash: '' } as Location,
      history: { pushState: () => undefined } as unknown as History,
      addEventListener: () => undefined,
    },
  });
  subscribeToWorker({ worker, stores, schedule });
  return {
    stores,
    worker,
    emit: (name, payload) => {
      for (const listener of listeners) listener(name, payload);
    },
    cutConnection: () => workerEnd?.close(),
    refuse(next) {
      refusing = next;
    },
    passTime() {
      for (const callback of waiting.splice(0)) callback();
    },
  };
}
