import { createWorkerApp } from '../app.ts';
import type { WorkerConfig } from '../config.ts';
import { type MessageTransport, serializeError } from '../contract/index.ts';
import { serveRpc } from '../rpc/server.ts';
import type { WorkerHostConnection } from '../supervision/connectHostProcess.ts';

/** Runs the worker in a process of its own, for the process that started it. Resolves when it listens. */
export async function serveHost(host: WorkerHostConnection, config: WorkerConfig): Promise<void> {
  const app = await createWorkerApp(config).catch((error: unknown) => waitForStop(host, error));

  function serve(transport: MessageTransport): void {
    const { handlers, subscribe, logger } = app;
    serveRpc({ transport, handlers, subscribe, logger });
  }

  /** Ends by itself so that nothing is cut off; a host that has waited long enough kills the process. */
  async function stop(): Promise<void> {
    await app.close();
    process.exit(0);
  }

  host.onMessage((message, transport) => {
    if (message.type === 'stop') void stop();
    else if (message.type === 'hub-token') app.setHostToken(message.token);
    else if (transport !== null) serve(transport);
  });
}

/** Says why there is no worker, and ends when the host has read it: what is sent just before an exit may be lost. */
function waitForStop(host: WorkerHostConnection, error: unknown): Promise<never> {
  host.post({ type: 'start-failed', error: serializeError(error) });
  return new Promise(() => {
    host.onMessage(({ type }) => {
      if (type === 'stop') process.exit(1);
    });
  });
}
