import {
  AppError,
  createRpcClient,
  hasErrorCode,
  type MessageTransport,
  type RpcClient,
} from '../../worker/contract/index.ts';

/** `refused` is final: this page has no access to the worker, or not any more. */
export type ConnectionStatus = 'connecting' | 'connected' | 'reconnecting' | 'refused';

export interface ConnectWorkerOptions {
  /**
   * Called for the first connection and again for each that follows a lost one. Any rejection but `permission-denied` is
   * taken for a worker that is not there yet.
   */
  readonly openTransport: () => Promise<MessageTransport>;
  /** Calls back after a delay; returns the function that prevents it. */
  readonly schedule?: (callback: () => void, delayMs: number) => () => void;
}

/** A client that outlives the connections below it. */
export interface WorkerConnection {
  /** As of `RpcClient`; rejects with `worker-exited` at once while there is no connection. */
  readonly request: RpcClient['request'];
  /** As of `RpcClient`; listeners stay for every later connection. */
  readonly on: RpcClient['on'];
  /** Called now and with each change. What was read before `connected` may be out of date. */
  onStatus(listener: (status: ConnectionStatus) => void): void;
  close(): void;
}

/** Doubles with each attempt that fails, up to the last: a worker that restarts is back within about a second. */
const FIRST_DELAY_MS = 250;
const LAST_DELAY_MS = 8000;

/** Connects, and connects again whenever the connection is lost, until `close` or until it is refused. */
export function connectWorker({
  openTransport,
  schedule = scheduleTimeout,
}: ConnectWorkerOptions): WorkerConnection {
  const subscriptions = new Set<{ attach(to: RpcClient): void }>();
  const statusListeners: ((status: ConnectionStatus) => void)[] = [];
  let status: ConnectionStatus = 'connecting';
  let client: RpcClient | null = null;
  let failedAttempts = 0;
  let isClosed = false;
  let cancelAttempt: () => void = () => undefined;

  function setStatus(next: ConnectionStatus): void {
    status = next;
    for (const listener of statusListeners) listener(next);
  }

  async function attempt(): Promise<void> {
    let lost = (): void => undefined;
    const closed = new Promise<void>((resolve) => {
      lost = resolve;
    });
    try {
      const transport = await openTransport();
      const opened = createRpcClient({
        ...transport,
        onClose: (listener) => {
          transport.onClose(() => {
            listener();
            lost();
          });
        },
      });
      if (isClosed) return opened.close();
      client = opened;
      for (const subscription of subscriptions) subscription.attach(opened);
      await opened.ready;
      failedAttempts = 0;
      setStatus('connected');
      await closed;
    } catch (error) {
      if (hasErrorCode(error, 'permission-denied')) return setStatus('refused');
      // Otherwise it is not known why (a WebSocket does not say); the status tells the person.
    }
    retry();
  }

  function retry(): void {
    client = null;
    if (isClosed) return;
    setStatus('reconnecting');
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** failedAttempts, LAST_DELAY_MS);
    failedAttempts++;
    cancelAttempt = schedule(() => void attempt(), delayMs);
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
      listener(status);
    },
    close() {
      isClosed = true;
      cancelAttempt();
      client?.close();
    },
  };
}

function scheduleTimeout(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => {
    clearTimeout(timer);
  };
}
