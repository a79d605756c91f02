import type { MessagePort } from 'node:worker_threads';
import {
  type AbortSignalLike,
  AppError,
  createAbortError,
  serializeError,
  throwIfAborted,
} from '../contract/index.ts';
import { createRunSerializer } from '../inference/createRunSerializer.ts';
import { createTurns } from '../inference/createTurns.ts';
import { createDeviceChooser } from '../inference/deviceChooser.ts';
import { executionProviders } from '../inference/executionProviders.ts';
import { measureSpeed } from '../inference/measureSpeed.ts';
import { probeDevice } from '../inference/probeDevice.ts';
import { createSessionPool } from '../inference/sessionPool.ts';
import { discardArray } from '../lib/discardArray.ts';
import { createSileroVad, type SileroVad } from '../vad/sileroVad.ts';
import { createFlagSignal, type FlagSignal } from './abortFlag.ts';
import { detectorRequest, type PooledDetector } from './detectorRequest.ts';
import type {
  EngineCall,
  EngineCalls,
  EngineMessage,
  EngineMethod,
  EngineRequest,
  EngineThreadData,
} from './engineProtocol.ts';
import type { EngineServices, OpenSession } from './engineServices.ts';
import { type HostedRecognizer, hostRecognizer, type PooledRecognizer } from './hostRecognizer.ts';
import { recognizerRequest } from './recognizerRequest.ts';

interface CallContext {
  readonly id: number;
  readonly signal: AbortSignalLike;
}

type Handlers = {
  readonly [Method in EngineMethod]: (
    params: EngineCalls[Method]['params'],
    context: CallContext,
  ) => Promise<EngineCalls[Method]['result']>;
};

/** The key of no model: no device has failed on it. */
const SPEED_PROBE = 'speed-probe';

interface OpenDetector {
  readonly vad: SileroVad;
  readonly inTurn: ReturnType<typeof createTurns>;
  close(): void;
}

/**
 * The inference thread's side of the engine: answers calls on `port` until it is told to stop. Recognizer calls are
 * worked off one after the other, in the order they came; speech detection runs in between, at the next decoder step.
 */
export function serveEngine(port: MessagePort, data: EngineThreadData, services: EngineServices): void {
  const { threads } = data;
  const serializeGpuRuns = createRunSerializer();
  const openSession: OpenSession = async (path, options) => {
    const session = await services.openSession(path, options);
    return options.device === 'cpu' ? session : serializeGpuRuns(session);
  };
  const providers = executionProviders();
  const chooser = createDeviceChooser({
    providers,
    failures: data.failures,
    probe: (device) => probeDevice({ device, threads, openSession }),
  });
  const onChanged = () => {
    const loadedModels = [...recognizerPool.loadedModels(), ...detectorPool.loadedModels()];
    send({ type: 'loaded-models-changed', loadedModels });
  };
  const { unloadAfterMs, maxWeightBytes } = data;
  const recognizerPool = createSessionPool<PooledRecognizer>({ unloadAfterMs, maxWeightBytes, onChanged });
  const detectorPool = createSessionPool<PooledDetector>({ unloadAfterMs, maxWeightBytes: null, onChanged });
  const recognizers = new Map<number, HostedRecognizer>();
  const detectors = new Map<number, OpenDetector>();
  const signals = new Map<number, FlagSignal>();
  const inTurn = createTurns();

  function send(message: EngineMessage): void {
    port.postMessage(message);
  }

  const handlers: Handlers = {
    async openRecognizer({ handle, ...request }, { id, signal }) {
      const onPreparing = () => {
        send({ type: 'preparing-model', id });
      };
      const recognizer = await hostRecognizer({
        request,
        signal,
        pool: recognizerPool,
        chooser,
        toPoolRequest: (device) =>
          recognizerRequest(
            request,
            { device, threads, preparedModelsFolder: data.preparedModelsFolder, onPreparing, signal },
            { ...services, openSession },
          ),
        onDeviceChosen: (choice) => {
          send({ type: 'device-chosen', choice });
        },
        onDeviceFailed: (failure) => {
          send({ type: 'device-failed', failure });
        },
        onChanged: (info) => {
          send({ type: 'recognizer-changed', handle, info });
        },
      });
      if (signal.aborted) {
        recognizer.close();
        throw createAbortError();
      }
      recognizers.set(handle, recognizer);
      return recognizer.info;
    },
    detectLanguage: ({ handle, chunks }, { signal }) =>
      inTurn(() => {
        throwIfAborted(signal);
        return find(recognizers, handle).detectLanguage(chunks, signal);
      }),
    recognize: ({ handle, chunks, options }, { id, signal }) =>
      inTurn(async () => {
        throwIfAborted(signal);
        for await (const chunk of find(recognizers, handle).recognize(chunks, options, signal)) {
          send({ type: 'chunk', id, chunk });
        }
        for (const { samples } of chunks) discardArray(samples);
        return null;
      }),
    async openDetector({ handle, ...request }) {
      const lease = await detectorPool.acquire(detectorRequest(request, openSession));
      try {
        const vad = createSileroVad(lease.model.session);
        // A canceled call may still be running when the next one comes.
        detectors.set(handle, { vad, inTurn: createTurns(), close: () => lease.release() });
      } catch (error) {
        lease.release({ discard: true });
        throw error;
      }
      return null;
    },
    detectSpeech({ handle, samples, state }, { signal }) {
      const { vad, inTurn: inTurnOfDetector } = find(detectors, handle);
      return inTurnOfDetector(async () => {
        throwIfAborted(signal);
        if (samples === null) return vad.finish(state);
        const detection = await vad.process(samples, state);
        discardArray(samples);
        return detection;
      });
    },
    async close({ handle }) {
      detectors.get(handle)?.close();
      detectors.delete(handle);
      if (!recognizers.has(handle)) return null;
      return inTurn(() => {
        find(recognizers, handle).close();
        recognizers.delete(handle);
        return Promise.resolve(null);
      });
    },
    measureSpeed: ({ device: requested }, { signal }) =>
      inTurn(async () => {
        const { device } = await chooser.choose(requested, SPEED_PROBE);
        return measureSpeed({ device, threads, openSession, signal });
      }),
    async unload({ modelId }) {
      await Promise.all([
        recognizerPool.unload(modelId ?? undefined),
        detectorPool.unload(modelId ?? undefined),
      ]);
      return null;
    },
  };

  async function answer(call: EngineCall): Promise<void> {
    const { id } = call;
    const signal = createFlagSignal(call.abortFlag);
    signals.set(id, signal);
    try {
      send({ type: 'result', id, result: await dispatch(handlers, call, { id, signal }) });
    } catch (error) {
      send({ type: 'error', id, error: serializeError(error) });
    } finally {
      signals.delete(id);
    }
  }

  async function stop(): Promise<void> {
    await inTurn(() => Promise.resolve());
    for (const open of [...recognizers.values(), ...detectors.values()]) open.close();
    await Promise.all([recognizerPool.close(), detectorPool.close()]);
    port.close();
  }

  port.on('message', (request: EngineRequest) => {
    if (request.type === 'call') void answer(request);
    else if (request.type === 'abort') signals.get(request.id)?.notify();
    else void stop();
  });
  send({ type: 'ready', executionProviders: providers });
}

/** Calls the handler of the call's own method: the union keeps method and parameters together. */
function dispatch<Method extends EngineMethod>(
  handlers: Handlers,
  { method, params }: { readonly method: Method; readonly params: EngineCalls[Method]['params'] },
  context: CallContext,
): Promise<EngineCalls[Method]['result']> {
  return handlers[method](params, context);
}

function find<T>(open: ReadonlyMap<number, T>, handle: number): T {
  const found = open.get(handle);
  if (found === undefined) throw new AppError('internal', `Nothing is open under the handle ${handle}.`);
  return found;
}
