import type { AbortSignalLike } from './abortSignal.ts';
import { AppError, createAbortError, deserializeError } from './errors.ts';
import {
  PROTOCOL_VERSION,
  type RpcEvent,
  type RpcEvents,
  type RpcMethod,
  type RpcParams,
  type RpcResult,
} from './rpc.ts';
import type { MessageTransport } from './transport.ts';
import { parseWireMessage, type WireMessage } from './wire.ts';

export interface RpcRequestOptions {
  /** Aborting settles the request at once with an AbortError and tells the worker to stop. */
  readonly signal?: AbortSignalLike | undefined;
}

/** Parameters may be left out where the method's schema allows it. */
export type RpcRequestArguments<Method extends RpcMethod> =
  undefined extends RpcParams<Method>
    ? [params?: RpcParams<Method>, options?: RpcRequestOptions]
    : [params: RpcParams<Method>, options?: RpcRequestOptions];

export interface RpcClient {
  /** Resolves when the worker is ready with our protocol version; rejects with an AppError if it never will be. */
  readonly ready: Promise<void>;
  /** Waits for `ready`. Rejects with an AppError, or with an AbortError when its signal aborts; nothing else. */
  request<Method extends RpcMethod>(
    method: Method,
    ...args: RpcRequestArguments<Method>
  ): Promise<RpcResult<Method>>;
  /** Returns the function that takes the listener away again. */
  on<Event extends RpcEvent>(event: Event, listener: (payload: RpcEvents[Event]) => void): () => void;
  /** Closes the transport; requests that are pending reject with `worker-exited`. */
  close(): void;
}

interface PendingRequest {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The caller's end of the protocol. Results are typed, not validated: the worker is trusted, and what arrives that
 * is not a message of the protocol, or answers nothing, is ignored. There are no timers: a request ends with its
 * answer, its signal, or the transport.
 */
export function createRpcClient(transport: MessageTransport): RpcClient {
  const pending = new Map<number, PendingRequest>();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  let nextId = 0;
  let failure: AppError | null = null;
  let isReady = false;
  let settleReady: PendingRequest = { resolve: ignore, reject: ignore };
  const ready = new Promise<void>((resolve, reject) => {
    settleReady = { resolve: () => resolve(), reject };
  });
  // Every request reports the failure; a caller that never looks at `ready` is not to be blamed for it.
  ready.catch(ignore);

  function fail(error: AppError): void {
    if (failure !== null) return;
    failure = error;
    settleReady.reject(error);
    for (const request of pending.values()) request.reject(error);
    pending.clear();
  }

  function acceptReady(workerProtocolVersion: number): void {
    if (workerProtocolVersion === PROTOCOL_VERSION) {
      isReady = true;
      settleReady.resolve(undefined);
      return;
    }
    if (isReady) return;
    const details = { clientProtocolVersion: PROTOCOL_VERSION, workerProtocolVersion };
    fail(new AppError('internal', 'The worker speaks another version of the protocol.', { details }));
    transport.close();
  }

  function settle(message: Extract<WireMessage, { type: 'response' }>): void {
    const request = pending.get(message.id);
    if (request === undefined) return;
    pending.delete(message.id);
    if (message.ok) request.resolve(message.result);
    else request.reject(deserializeError(message.error));
  }

  function emit(name: string, payload: unknown): void {
    for (const listener of [...(listeners.get(name) ?? [])]) {
      try {
        listener(payload);
      } catch (error) {
        // A bug in one listener must not keep the others from hearing, nor be swallowed.
        void Promise.reject(error);
      }
    }
  }

  function send<Method extends RpcMethod>(
    method: Method,
    params: RpcParams<Method> | undefined,
    signal: AbortSignalLike | undefined,
  ): Promise<RpcResult<Method>> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(createAbortError());
      const id = nextId++;
      const stopListening = (): void => signal?.removeEventListener('abort', cancel);
      const cancel = (): void => {
        stopListening();
        pending.delete(id);
        transport.send({ type: 'cancel', id } satisfies WireMessage);
        reject(createAbortError());
      };
      pending.set(id, {
        resolve: (result) => {
          stopListening();
          resolve(result as RpcResult<Method>);
        },
        reject: (error) => {
          stopListening();
          reject(error);
        },
      });
      signal?.addEventListener('abort', cancel);
      try {
        transport.send({ type: 'request', id, method, params } satisfies WireMessage);
      } catch (cause) {
        stopListening();
        pending.delete(id);
        const details = { method };
        reject(
          new AppError('invalid-request', `The parameters of ${method} cannot be sent.`, { details, cause }),
        );
      }
    });
  }

  transport.onMessage((received) => {
    const message = parseWireMessage(received);
    if (message === null || failure !== null) return;
    if (message.type === 'ready') acceptReady(message.protocolVersion);
    else if (message.type === 'response') settle(message);
    else if (message.type === 'event') emit(message.name, message.payload);
  });
  transport.onClose(() => fail(new AppError('worker-exited', 'The connection to the worker is closed.')));

  return {
    ready,
    async request(method, ...[params, options]) {
      const signal = options?.signal;
      await abortable(ready, signal);
      if (failure !== null) throw failure;
      return send(method, params, signal);
    },
    on(event, listener) {
      const ofEvent = listeners.get(event) ?? new Set();
      listeners.set(event, ofEvent);
      // Each registration is its own entry, so that one listener added twice is also removed twice.
      const registered = (payload: unknown): void => listener(payload as RpcEvents[typeof event]);
      ofEvent.add(registered);
      return () => ofEvent.delete(registered);
    },
    close() {
      transport.close();
      fail(new AppError('worker-exited', 'The connection to the worker was closed by its client.'));
    },
  };
}

function abortable(promise: Promise<void>, signal: AbortSignalLike | undefined): Promise<void> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(createAbortError());
    const abort = (): void => reject(createAbortError());
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function ignore(): void {
  return undefined;
}
