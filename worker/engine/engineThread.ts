import { parentPort, workerData } from 'node:worker_threads';
import { createRecognizer } from '../asr/createRecognizer.ts';
import { openSession } from '../inference/openSession.ts';
import type { EngineThreadData } from './engineProtocol.ts';
import { serveEngine } from './serveEngine.ts';

// The entry of the inference thread, started by `createEngine`.
if (parentPort === null) throw new Error('engineThread is the entry of a worker thread.');
serveEngine(parentPort, workerData as EngineThreadData, { openSession, createRecognizer });
