import type { Transferable, Worker } from 'node:worker_threads';
import type { ChunkResult, RecognizerInfo } from '../asr/recognizer.ts';
import {
  type AbortSignalLike,
  AppError,
  createAbortError,
  deserializeError,
  type LoadedModel,
} from '../contract/index.ts';
import type { DeviceChoice, DeviceFailure } from '../inference/deviceChooser.ts';
import type { ExecutionProvider } from '../inference/executionProviders.ts';
import { assertNever } from '../lib/assertNever.ts';
import { createAbortFlag, raiseAbortFlag } from './abortFlag.ts';
import type {
  EngineCall,
  EngineCalls,
  EngineMessage,
  EngineMethod,
  EngineRequest,
} from './engineProtocol.ts';

export interface CallOptions {
  readonly signal?: AbortSignalLike | undefined;
  readonly transfer?: readonly Transferable[];
  readonly onChunk?: (chunk: ChunkResult) => void;
  readonly onPreparingModel?: (() => void) | undefined;
  /** Called once when the thread is done with the call, after it rejected if it was canceled. */
  readonly onEnded?: () => void;
}

/** One running inference thread. */
export interface ThreadConnection {
  /** False once the thread has ended; calls then reject with `worker-exited`. */
  readonly isOpen: boolean;
  /** What this build can run on, told when the thread has started. */
  readonly executionProviders: Promise<readonly ExecutionProvider[]>;
  /** A number for something to be opened; `onChanged` hears when it is a recognizer that moves to another device. */
  createHandle(onChanged?: (info: RecognizerInfo) => void): number;
  forgetHandle(handle: number): void;
  /**
   * Rejects with an AbortError as soon as `signal` aborts; the thread stops within its current step. Rejects with
   * `worker-exited` when the thread ends first.
   */
  call<Method extends EngineMethod>(
    method: Method,
    params: EngineCalls[Method]['params'],
    options?: CallOptions,
  ): Promise<EngineCalls[Method]['result']>;
  /** Cancels every call, lets the thread release its sessions and waits until it has ended. */
  stop(): Promise<void>;
}

export interface ThreadEvents {
  readonly onDeviceChosen: (choice: DeviceChoice) => void;
  readonly onDeviceFailed: (failure: DeviceFailure) => void;
  readonly onLoadedModelsChanged: (loadedModels: readonly LoadedModel[]) => void;
}

interface PendingCall {
  readonly abortFlag: Int32Array;
  readonly onChunk: (chunk: ChunkResult) => void;
  readonly onPreparingModel: (() => void) | undefined;
  readonly settle: (outcome: { readonly result: unknown } | { readonly error: Error }) => void;
}

/** A thread that is asked to stop has this long before it is ended from outside. */
const STOP_LIMIT_MS = 10_000;

export function connectThread(thread: Worker, events: ThreadEvents): ThreadConnection {
  const pending = new Map<number, PendingCall>();
  const endings = new Map<number, () => void>();
  const recognizerListeners = new Map<number, (info: RecognizerInfo) => void>();
  const ready = Promise.withResolvers<readonly ExecutionProvider[]>();
  // Most callers never ask for it.
  ready.promise.catch(() => undefined);
  let nextId = 0;
  let nextHandle = 0;
  let isOpen = true;
  let cause: unknown;
  const exited = new Promise<void>((resolve) => thread.once('exit', () => resolve()));

  function post(request: EngineRequest, transfer: readonly Transferable[] = []): void {
    thread.postMessage(request, transfer);
  }

  function handleMessage(message: EngineMessage): void {
    switch (message.type) {
      case 'ready':
        ready.resolve(message.executionProviders);
        break;
      // A call that was canceled may still be answered: it is not pending any more.
      case 'result':
        end(message.id);
        pending.get(message.id)?.settle({ result: message.result });
        break;
      case 'error':
        end(message.id);
        pending.get(message.id)?.settle({ error: deserializeError(message.error) });
        break;
      case 'chunk':
        pending.get(message.id)?.onChunk(message.chunk);
        break;
      case 'preparing-model':
        pending.get(message.id)?.onPreparingModel?.();
        break;
      case 'recognizer-changed':
        recognizerListeners.get(message.handle)?.(message.info);
        break;
      case 'device-chosen':
        events.onDeviceChosen(message.choice);
        break;
      case 'device-failed':
        events.onDeviceFailed(message.failure);
        break;
      case 'loaded-models-changed':
        events.onLoadedModelsChanged(message.loadedModels);
        break;
      default:
        assertNever(message);
    }
  }

  function end(id: number): void {
    const onEnded = endings.get(id);
    endings.delete(id);
    onEnded?.();
  }

  function endAll(): void {
    for (const id of [...endings.keys()]) end(id);
  }

  function exitError(): AppError {
    return new AppError(
      'worker-exited',
      'The inference thread has ended.',
      cause === undefined ? {} : { cause },
    );
  }

  thread.on('message', handleMessage);
  thread.on('error', (error) => {
    cause = error;
  });
  thread.on('messageerror', (error) => {
    cause = error;
    void thread.terminate();
  });
  thread.once('exit', () => {
    isOpen = false;
    ready.reject(exitError());
    endAll();
    for (const call of [...pending.values()]) call.settle({ error: exitError() });
    events.onLoadedModelsChanged([]);
  });

  return {
    get isOpen() {
      return isOpen;
    },
    executionProviders: ready.promise,
    createHandle(onChanged) {
      const handle = nextHandle++;
      if (onChanged !== undefined) recognizerListeners.set(handle, onChanged);
      return handle;
    },
    forgetHandle(handle) {
      recognizerListeners.delete(handle);
    },
    call(method, params, options = {}) {
      const { signal, transfer, onPreparingModel } = options;
      const { onChunk = () => undefined, onEnded = () => undefined } = options;
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true || !isOpen) {
          onEnded();
          reject(signal?.aborted === true ? createAbortError() : exitError());
          return;
        }
        const id = nextId++;
        const abortFlag = createAbortFlag();
        const abort = () => {
          raiseAbortFlag(abortFlag);
          post({ type: 'abort', id });
          settle({ error: createAbortError() });
        };
        const settle: PendingCall['settle'] = (outcome) => {
          pending.delete(id);
          signal?.removeEventListener('abort', abort);
          if ('error' in outcome) reject(outcome.error);
          else resolve(outcome.result as EngineCalls[typeof method]['result']);
        };
        // First, because it throws for what cannot be copied; the answer comes later in any case.
        try {
          post({ type: 'call', id, method, params, abortFlag } as EngineCall, transfer);
        } catch (error) {
          onEnded();
          throw error;
        }
        endings.set(id, onEnded);
        pending.set(id, { abortFlag, onChunk, onPreparingModel, settle });
        signal?.addEventListener('abort', abort);
      });
    },
    async stop() {
      if (!isOpen) return;
      for (const call of [...pending.values()]) {
        raiseAbortFlag(call.abortFlag);
        call.settle({ error: exitError() });
      }
      post({ type: 'stop' });
      const limit = setTimeout(() => {
        // Ended from outside: whatever comes of that is not the doing of the calls.
        endAll();
        void thread.terminate();
      }, STOP_LIMIT_MS);
      await exited;
      clearTimeout(limit);
    },
  };
}
