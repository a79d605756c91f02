import { createWorkerApp, type WorkerApp } from '../app.ts';
import type { WorkerConfig } from '../config.ts';
import { createRpcClient, type RpcClient } from '../contract/index.ts';
import { serveRpc } from '../rpc/server.ts';
import { createTransportPair } from '../rpc/transportPair.ts';

export interface ConnectedWorker extends Pick<WorkerApp, 'settingsProblem'> {
  readonly client: RpcClient;
  /** Stops running jobs, which stay to be resumed, and closes the library. */
  close(): Promise<void>;
}

/** Starts the worker in this process and speaks to it as the window of the app does, over a transport in memory. */
export async function connectWorker(config: WorkerConfig): Promise<ConnectedWorker> {
  const app = await createWorkerApp(config);
  const { handlers, subscribe, logger } = app;
  const [clientEnd, workerEnd] = createTransportPair();
  serveRpc({ transport: workerEnd, handlers, subscribe, logger });
  const client = createRpcClient(clientEnd);
  return {
    client,
    settingsProblem: app.settingsProblem,
    async close() {
      await app.close();
      client.close();
    },
  };
}
