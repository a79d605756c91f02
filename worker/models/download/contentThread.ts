import { parentPort } from 'node:worker_threads';
import { serveContent } from './serveContent.ts';

// The entry of the content thread, started by `createContentWriter`.
if (parentPort === null) throw new Error('contentThread is the entry of a worker thread.');
serveContent(parentPort);
