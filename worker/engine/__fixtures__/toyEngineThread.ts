import { parentPort, workerData } from 'node:worker_threads';
import { openSession } from '../../inference/openSession.ts';
import type { EngineThreadData } from '../engineProtocol.ts';
import { serveEngine } from '../serveEngine.ts';
import { createToyRecognizer } from './toyRecognizer.ts';

if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
serveEngine(parentPort, workerData as EngineThreadData, { openSession, createRecognizer: createToyRecognizer });
