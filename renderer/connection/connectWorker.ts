import {
  AppError,
  createRpcClient,
  type MessageTransport,
  type RpcClient,
  type SerializedError,
  serializeError,
} from '../../worker/contract/index.ts';

/**
 * `stopped`: there is no worker, and none comes by itself; it is still tried whether one has come. `refused` is final:
 * this page has no access to the worker, or not any more.
 */
export type ConnectionStatus = 'connecting' | 'connected' | 'reconnecting' | 'stopped' | 'refused';

export interface ConnectWorkerOptions {
  /** As of `Host`; called for the first connection and again for each that follows a lost one. */
  readonly openTransport: () => Promise<MessageTransport>;
  /** Calls back after a delay; returns the function that prevents it. */
  readonly schedule?: (callback: () => void, delayMs: number) => () => void;
}

/** `failure` is why the shell starts no worker any more; null but for `stopped`, and where there is no shell to say it. */
export type StatusListener = (status: ConnectionStatus, failure: SerializedError | null) => void;

/** A client that outlives the connections below it. */
export interface WorkerConnection {
  /** As of `RpcClient`; rejects with `worker-exited` at once while there is no connection. */
  readonly request: RpcClient['request'];
  /** As of `RpcClient`; listeners stay for every later connection. */
  readonly on: RpcClient['on'];
  /** Called now and with each change. What was read before `connected` may be out of date. */
  onStatus(listener: StatusListener): void;
  /** Tries at once, unless there is a connection; resolves when it is known what came of it. */
  tryAgain(): Promise<void>;
  close(): void;
}

/** Doubles with each attempt that fails, up to the last: a worker that restarts is back within about a second. */
const FIRST_DELAY_MS = 250;
const LAST_DELAY_MS = 8000;
/** Where the shell answers, asking it costs next to nothing, and the worker may be there any moment. */
const LAST_ANSWERED_DELAY_MS = 1000;
/** In a row, about four seconds: the shell outlives its worker, and to be busy keeps it waiting, not unanswered. */
const MAX_UNANSWERED = 4;

/** Connects, and connects again whenever the connection is lost, until `close` or until it is refused. */
export function connectWorker({
  openTransport,
  schedule = scheduleTimeout,
}: ConnectWorkerOptions): WorkerConnection {
  const subscriptions = new Set<{ attach(to: RpcClient): void }>();
  const statusListeners: StatusListener[] = [];
  let status: ConnectionStatus = 'connecting';
  let failure: SerializedError | null = null;
  let client: RpcClient | null = null;
  let failedAttempts = 0;
  let unanswered = 0;
  let isClosed = false;
  let cancelAttempt: () => void = () => undefined;
  let underWay: Promise<void> | null = null;

  function setStatus(nextStatus: ConnectionStatus, nextFailure: SerializedError | null = null): void {
    status = nextStatus;
    failure = nextFailure;
    for (const listener of statusListeners) listener(status, failure);
  }

  async function connect(): Promise<void> {
    try {
      let lose = (): void => undefined;
      const closed = new Promise<void>((resolve) => {
        lose = resolve;
      });
      const transport = await openTransport();
      const opened = createRpcClient({
        ...transport,
        onClose: (listener) => {
          transport.onClose(() => {
            listener();
            lose();
          });
        },
      });
      if (isClosed) return opened.close();
      client = opened;
      for (const subscription of subscriptions) subscription.attach(opened);
      await opened.ready;
      failedAttempts = 0;
      unanswered = 0;
      setStatus('connected');
      void closed.then(() => {
        retryAfter(new AppError('worker-exited', 'The connection to the worker was lost.'));
      });
    } catch (error) {
      retryAfter(error);
    }
  }

  function retryAfter(error: unknown): void {
    client = null;
    if (isClosed) return;
    const reason = serializeError(error);
    if (reason.code === 'permission-denied') return setStatus('refused');
    unanswered = reason.details?.['isUnanswered'] === true ? unanswered + 1 : 0;
    if (unanswered >= MAX_UNANSWERED) setStatus('stopped');
    else if (unanswered > 0 || isPassing(reason)) setStatus('reconnecting');
    else setStatus('stopped', reason);
    const lastDelayMs = unanswered > 0 ? LAST_DELAY_MS : LAST_ANSWERED_DELAY_MS;
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** failedAttempts, lastDelayMs);
    failedAttempts++;
    cancelAttempt = schedule(() => void attempt(), delayMs);
  }

  function attempt(): Promise<void> {
    cancelAttempt();
    underWay ??= connect().finally(() => {
      underWay = null;
    });
    return underWay;
  }

  void attempt();
  return {
    async request(method, ...args) {
      if (client === null) throw new AppError('worker-exited', 'There is no connection to the worker.');
      return client.request(method, ...args);
    },
    on(event, listener) {
      let detach: () => void = () => undefined;
      const subscription = {
        attach(to: RpcClient) {
          detach = to.on(event, listener);
        },
      };
      subscriptions.add(subscription);
      if (client !== null) subscription.attach(client);
      return () => {
        subscriptions.delete(subscription);
        detach();
      };
    },
    onStatus(listener) {
      statusListeners.push(listener);
      listener(status, failure);
    },
    async tryAgain() {
      if (status !== 'connected' && status !== 'refused') await attempt();
    },
    close() {
      isClosed = true;
      cancelAttempt();
      client?.close();
    },
  };
}

/** The worker ended; whoever started it starts another. */
function isPassing({ code, details }: SerializedError): boolean {
  return code === 'worker-exited' && details?.['crashes'] === undefined;
}

function scheduleTimeout(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => {
    clearTimeout(timer);
  };
}
