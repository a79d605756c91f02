import {
  AppError,
  createRpcClient,
  type MessageTransport,
  type RpcClient,
  type RpcMethod,
  rpcSchemas,
} from '../contract/index.ts';
import { type RpcEventListener, type RpcHandlers, serveRpc } from './server.ts';
import { createTransportPair } from './transportPair.ts';

export interface TestWorker {
  readonly client: RpcClient;
  /** The ends of the connection, for tests that speak without the client or close from the worker's side. */
  readonly clientEnd: MessageTransport;
  readonly workerEnd: MessageTransport;
  readonly emit: RpcEventListener;
  /** How many clients listen to the worker's events now. */
  listenerCount(): number;
  readonly logged: { readonly level: 'debug' | 'error'; readonly message: string }[];
}

/** Handlers that refuse every call, but for those given. */
export function createTestHandlers(given: Partial<RpcHandlers> = {}): RpcHandlers {
  const refuse = (): never => {
    throw new AppError('not-found', 'The test has no handler for this method.');
  };
  const methods = Object.keys(rpcSchemas) as RpcMethod[];
  return {
    ...(Object.fromEntries(methods.map((method) => [method, refuse])) as Record<RpcMethod, never>),
    ...given,
  };
}

/** A served set of handlers with a client, connected in memory. */
export function createTestWorker(
  given: Partial<RpcHandlers> = {},
  [clientEnd, workerEnd] = createTransportPair(),
): TestWorker {
  const listeners = new Set<RpcEventListener>();
  const logged: { level: 'debug' | 'error'; message: string }[] = [];
  serveRpc({
    transport: workerEnd,
    handlers: createTestHandlers(given),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    logger: {
      debug: (message) => logged.push({ level: 'debug', message }),
      error: (message) => logged.push({ level: 'error', message }),
    },
  });
  return {
    client: createRpcClient(clientEnd),
    clientEnd,
    workerEnd,
    emit: (name, payload) => listeners.forEach((listener) => listener(name, payload)),
    listenerCount: () => listeners.size,
    logged,
  };
}
