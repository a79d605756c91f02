import { createWorkerApp } from '../app.ts';
import type { WorkerConfig } from '../config.ts';
import { createRpcClient, type MessageTransport, type RpcClient } from '../contract/index.ts';
import type { Logger } from '../lib/logger.ts';
import { serveRpc } from '../rpc/server.ts';
import { createTransportPair } from '../rpc/transportPair.ts';

export interface ConnectedWorker {
  readonly client: RpcClient;
  /** Serves another client until its transport closes. */
  attach(transport: MessageTransport): void;
  /** Writes to the log of the worker. */
  readonly logger: Logger;
  /** Stops running jobs, which stay to be resumed, and closes the library. */
  close(): Promise<void>;
}

/** Starts the worker in this process and speaks to it as the window of the app does, over a transport in memory. */
export async function connectWorker(config: WorkerConfig): Promise<ConnectedWorker> {
  const app = await createWorkerApp(config);
  const { handlers, subscribe, logger } = app;
  const attach = (transport: MessageTransport): void => {
    serveRpc({ transport, handlers, subscribe, logger });
  };
  const [clientEnd, workerEnd] = createTransportPair();
  attach(workerEnd);
  const client = createRpcClient(clientEnd);
  return {
    client,
    attach,
    logger,
    async close() {
      await app.close();
      client.close();
    },
  };
}
