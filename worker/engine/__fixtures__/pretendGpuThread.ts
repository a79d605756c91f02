import { parentPort, workerData } from 'node:worker_threads';
import { openSession } from '../../inference/openSession.ts';
import type { EngineThreadData } from '../engineProtocol.ts';
import { serveEngine } from '../serveEngine.ts';
import { createToyRecognizer } from './toyRecognizer.ts';

if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
// Sessions that say they are on a GPU and are on the CPU: what happens when a GPU fails can be seen on any machine.
serveEngine(parentPort, workerData as EngineThreadData, {
  openSession: async (path, options) => ({
    ...(await openSession(path, { ...options, device: 'cpu' })),
    device: options.device,
  }),
  createRecognizer: createToyRecognizer,
});
