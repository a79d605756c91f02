import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type AbortSignalLike, AppError, type LoadedModel } from '../contract/index.ts';
import type { DeviceChoice, DeviceFailure } from '../inference/deviceChooser.ts';
import type { ExecutionProvider } from '../inference/executionProviders.ts';
import type { SpeedMeasurement } from '../inference/measureSpeed.ts';
import '../inference/noTelemetry.ts';
import { physicalCores } from '../inference/physicalCores.ts';
import { type EngineRecognizer, openEngineRecognizer, type OpeningListeners } from './engineRecognizer.ts';
import { type EngineSpeechDetector, openEngineSpeechDetector } from './engineSpeechDetector.ts';
import type { DetectorRequest, EngineThreadData, RecognizerRequest } from './engineProtocol.ts';
import { connectThread, type ThreadConnection } from './threadConnection.ts';

export type { SpeedMeasurement };

export interface EngineOptions {
  /** Threads of one inference; null takes the physical cores. */
  readonly threads?: number | null;
  /** Idle time after which a model leaves memory; null keeps it. */
  readonly unloadAfterMs?: number | null;
  /** Idle recognizers leave when the weights in memory exceed this; null sets no limit. */
  readonly maxWeightBytes?: number | null;
  /** Where models rewritten for this program are kept; null runs all models as they were exported. */
  readonly preparedModelsFolder?: string | null;
  /** The device for a recognizer that is being opened, and why; for the log. */
  readonly onDeviceChosen?: (choice: DeviceChoice) => void;
  /** A device failed on a model, which now runs on the CPU. */
  readonly onDeviceFailed?: (failure: DeviceFailure) => void;
  /** A model came into memory, left it, or has other users. */
  readonly onLoadedModelsChanged?: (loadedModels: readonly LoadedModel[]) => void;
  readonly startThread?: (data: EngineThreadData) => Worker;
}

/** All inference of the process, in one thread of its own: `session.run` blocks the thread that calls it. */
export interface Engine {
  openRecognizer(
    request: RecognizerRequest,
    signal?: AbortSignalLike,
    listeners?: OpeningListeners,
  ): Promise<EngineRecognizer>;
  openSpeechDetector(request: DetectorRequest, signal?: AbortSignalLike): Promise<EngineSpeechDetector>;
  /** The models in memory, as the thread last told: never waits for it. */
  loadedModels(): readonly LoadedModel[];
  /** The providers of this build, best first. Starts the thread if need be. */
  executionProviders(): Promise<readonly ExecutionProvider[]>;
  /** Measures how fast the device is that `openRecognizer` would take. Starts the thread if need be. */
  measureSpeed(device: RecognizerRequest['device'], signal: AbortSignalLike): Promise<SpeedMeasurement>;
  /** Takes models out of memory, those in use with their last user. All of them without an id. */
  unload(modelId?: string): Promise<void>;
  /** Memory of the whole process, which is where the models are. */
  readonly residentBytes: number;
  /** Rejects all calls in progress with `worker-exited`, releases every session and ends the thread for good. */
  close(): Promise<void>;
}

/**
 * The thread starts with the first call and lives until `close`. Should it end before (a bug, a driver), the calls in
 * progress reject with `worker-exited`, and the next call starts another thread: open recognizers and detectors are
 * then opened again by themselves, and what is known about failing devices is kept.
 */
export function createEngine(options: EngineOptions = {}): Engine {
  const { startThread = startEngineThread } = options;
  const failures: DeviceFailure[] = [];
  let loadedModels: readonly LoadedModel[] = [];
  let connection: ThreadConnection | null = null;
  let isClosed = false;

  function connect(): ThreadConnection {
    if (isClosed) throw new AppError('worker-exited', 'The engine is closed.');
    if (connection?.isOpen === true) return connection;
    const thread = startThread({
      threads: options.threads ?? physicalCores(),
      unloadAfterMs: options.unloadAfterMs ?? null,
      maxWeightBytes: options.maxWeightBytes ?? null,
      preparedModelsFolder: options.preparedModelsFolder ?? null,
      failures,
    });
    connection = connectThread(thread, {
      onDeviceChosen(choice) {
        options.onDeviceChosen?.(choice);
      },
      onDeviceFailed(failure) {
        failures.push(failure);
        options.onDeviceFailed?.(failure);
      },
      onLoadedModelsChanged(changed) {
        loadedModels = changed;
        options.onLoadedModelsChanged?.(changed);
      },
    });
    return connection;
  }

  return {
    openRecognizer: (request, signal, listeners) => openEngineRecognizer(request, connect, signal, listeners),
    openSpeechDetector: (request, signal) => openEngineSpeechDetector(request, connect, signal),
    loadedModels: () => loadedModels,
    executionProviders: async () => connect().executionProviders,
    measureSpeed: async (device, signal) => connect().call('measureSpeed', { device }, { signal }),
    async unload(modelId) {
      if (connection?.isOpen === true) await connection.call('unload', { modelId: modelId ?? null });
    },
    get residentBytes() {
      return process.memoryUsage.rss();
    },
    async close() {
      isClosed = true;
      await connection?.stop();
    },
  };
}

/**
 * Most memory for its short-lived objects. Left alone it grows with the length of a recording: to 67 MB in two hours
 * with the starter model, where 10 minutes take 17 MB. A small one is also swept more often, and what the objects hold
 * outside of the heap, arrays of samples and tensors, is freed with them. Time does not change measurably.
 */
const YOUNG_GENERATION_MB = 6;

/** The thread's file has the extension of this one: `.ts` in the sources, `.js` when built. */
function startEngineThread(data: EngineThreadData): Worker {
  const url = new URL(`./engineThread${extname(import.meta.url)}`, import.meta.url);
  return new Worker(url, {
    workerData: data,
    name: 'inference',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
}
