import { fileURLToPath } from 'node:url';
import { createWorkerApp } from '../../../worker/app.ts';
import { serveRpc } from '../../../worker/rpc/server.ts';
import { createProcessTransport } from './processTransport.ts';
import { serveChild } from './serveChild.ts';
import type { WorkerCalls } from './workerCalls.ts';

/** The whole worker in a process of its own, as the desktop app runs it. */
const ASSETS = fileURLToPath(new URL('../../../assets/', import.meta.url));

serveChild<WorkerCalls>({
  async start({ dataDir }) {
    const { handlers, subscribe, logger } = await createWorkerApp({
      appVersion: '0.0.0',
      dataDir,
      assetsDir: ASSETS,
      offline: true,
      logLevel: 'error',
      unfinishedJobs: 'hold',
    });
    serveRpc({ transport: createProcessTransport(process), handlers, subscribe, logger });
    return null;
  },
  rest: () => Promise.resolve(null),
});
