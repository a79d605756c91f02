import { z } from 'zod';
import { createWorkerApp } from '../app.ts';
import {
  createPortTransport,
  hostMessageSchema,
  type MessagePortMainLike,
  serializeError,
  type WorkerMessage,
} from '../contract/index.ts';
import { LOG_LEVELS } from '../lib/logger.ts';
import { serveRpc } from '../rpc/server.ts';

/** The part of Electron's `process.parentPort` that is used; the worker never imports Electron. */
interface ParentPortLike {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly MessagePortMainLike[] }) => void,
  ): unknown;
  postMessage(message: WorkerMessage): void;
}

const configSchema = z.strictObject({
  appVersion: z.string(),
  dataDir: z.string(),
  assetsDir: z.string(),
  offline: z.boolean(),
  logLevel: z.enum(LOG_LEVELS),
});

const parentPort = findParentPort();
const config = configSchema.parse(JSON.parse(process.argv[2] ?? ''));
const app = await createWorkerApp({ ...config, unfinishedJobs: 'continue', hostSendsToken: true }).catch(
  waitForStop,
);

parentPort.on('message', ({ data, ports: [port] }) => {
  const message = hostMessageSchema.parse(data);
  if (message.type === 'stop') void stop();
  else if (message.type === 'hub-token') app.setHostToken(message.token);
  else if (port !== undefined) serve(port);
});

function serve(port: MessagePortMainLike): void {
  const { handlers, subscribe, logger } = app;
  serveRpc({ transport: createPortTransport(port), handlers, subscribe, logger });
}

/** Says why there is no worker, and ends when the host has read it: what is sent just before an exit may be lost. */
function waitForStop(error: unknown): Promise<never> {
  parentPort.postMessage({ type: 'start-failed', error: serializeError(error) });
  return new Promise(() => {
    parentPort.on('message', ({ data }) => {
      if (hostMessageSchema.parse(data).type === 'stop') process.exit(1);
    });
  });
}

/** Ends by itself so that nothing is cut off; a host that has waited long enough kills the process. */
async function stop(): Promise<void> {
  await app.close();
  process.exit(0);
}

function findParentPort(): ParentPortLike {
  if (!('parentPort' in process)) throw new Error('This entry is started by Electron as a utility process.');
  return process.parentPort as ParentPortLike;
}
