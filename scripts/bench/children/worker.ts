import { createWorkerApp } from '../../../worker/app.ts';
import { findAppRoot } from '../../../worker/entries/appRoot.ts';
import { serveRpc } from '../../../worker/rpc/server.ts';
import { createProcessTransport } from './processTransport.ts';
import { serveChild } from './serveChild.ts';
import type { WorkerCalls } from './workerCalls.ts';

/** The whole worker in a process of its own, as the desktop app runs it. */
const { assetsDir } = findAppRoot(import.meta.url);

serveChild<WorkerCalls>({
  async start({ dataDir }) {
    const { handlers, subscribe, logger } = await createWorkerApp({
      appVersion: '0.0.0',
      dataDir,
      assetsDir,
      offline: true,
      logLevel: 'error',
      unfinishedJobs: 'hold',
    });
    serveRpc({ transport: createProcessTransport(process), handlers, subscribe, logger });
    return null;
  },
  rest: () => Promise.resolve(null),
});
