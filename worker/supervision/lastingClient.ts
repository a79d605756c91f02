import { AppError, createRpcClient, type MessageTransport, type RpcClient } from '../contract/index.ts';

/** A host as a client of its worker. It outlives workers: each one that starts is connected to anew. */
export interface LastingClient {
  /** As of `RpcClient`; rejects with `worker-exited` at once while there is no worker. */
  readonly request: RpcClient['request'];
  /** To be called whenever a worker has been started. */
  connect(): void;
  /** To be called whenever a worker has ended: what was asked of it is rejected. */
  disconnect(): void;
}

export interface LastingClientOptions {
  readonly openTransport: () => MessageTransport;
  /** Each new client, before the worker has answered it anything: the place for listeners and first questions. */
  readonly onConnected: (client: RpcClient) => void;
}

export function createLastingClient({ openTransport, onConnected }: LastingClientOptions): LastingClient {
  let client: RpcClient | null = null;
  return {
    async request(method, ...args) {
      if (client === null) throw new AppError('worker-exited', 'There is no worker.');
      return client.request(method, ...args);
    },
    connect() {
      client = createRpcClient(openTransport());
      onConnected(client);
    },
    disconnect() {
      client?.close();
      client = null;
    },
  };
}
