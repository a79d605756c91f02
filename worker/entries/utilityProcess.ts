import {
  createPortTransport,
  hostMessageSchema,
  type MessagePortMainLike,
  type WorkerMessage,
} from '../contract/index.ts';
import { serveHost } from './serveHost.ts';
import { readStartConfig } from './startConfig.ts';

/** The part of Electron's `process.parentPort` that is used; the worker never imports Electron. */
interface ParentPortLike {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly MessagePortMainLike[] }) => void,
  ): unknown;
  postMessage(message: WorkerMessage): void;
}

const parentPort = findParentPort();
await serveHost(
  {
    post: (message) => parentPort.postMessage(message),
    onMessage(listener) {
      parentPort.on('message', ({ data, ports: [port] }) => {
        listener(hostMessageSchema.parse(data), port === undefined ? null : createPortTransport(port));
      });
    },
  },
  { ...readStartConfig(), unfinishedJobs: 'continue', hostSendsToken: true },
);

function findParentPort(): ParentPortLike {
  if (!('parentPort' in process)) throw new Error('This entry is started by Electron as a utility process.');
  return process.parentPort as ParentPortLike;
}
