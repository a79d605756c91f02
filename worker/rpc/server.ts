import {
  AppError,
  type MessageTransport,
  type ParsedRpcParams,
  PROTOCOL_VERSION,
  parseWireMessage,
  type RpcEvent,
  type RpcEvents,
  type RpcMethod,
  type RpcResult,
  rpcSchemas,
  serializeError,
  type WireMessage,
} from '../contract/index.ts';
import type { Logger } from '../lib/logger.ts';

export interface RpcContext {
  /** Aborts when the client cancels the request or goes away. */
  readonly signal: AbortSignal;
}

export type RpcHandler<Method extends RpcMethod> = (
  params: ParsedRpcParams<Method>,
  context: RpcContext,
) => RpcResult<Method> | Promise<RpcResult<Method>>;

/** One handler for every method; leaving one out is a compile error. */
export type RpcHandlers = { readonly [Method in RpcMethod]: RpcHandler<Method> };

export type RpcEventListener = <Event extends RpcEvent>(name: Event, payload: RpcEvents[Event]) => void;

export interface ServeRpcOptions {
  readonly transport: MessageTransport;
  readonly handlers: RpcHandlers;
  /** Adds a listener to the worker's events and returns the function that takes it away. */
  readonly subscribe: (listener: RpcEventListener) => () => void;
  /** Hears of what is wrong with the worker itself; requests that fail as expected are not logged. */
  readonly logger: Pick<Logger, 'debug' | 'error'>;
}

/** More than any client of ours has open; a client that sends without reading answers is refused, not queued. */
const MAX_REQUESTS_IN_FLIGHT = 1000;
const MAX_REPORTED_ISSUES = 5;
/** Long enough for five issues; parameters may hold keys of any length, and a message must not repeat them whole. */
const MAX_ISSUES_LENGTH = 500;

/**
 * Serves one client until its transport closes: announces `ready`, parses each request, runs its handler with a
 * signal, and answers with the result or a serialised error. A client that goes away aborts its requests; its jobs
 * go on. Nothing that a client sends makes it throw.
 */
export function serveRpc({ transport, handlers, subscribe, logger }: ServeRpcOptions): void {
  const running = new Map<number, AbortController>();

  function send(message: WireMessage): void {
    transport.send(message);
  }

  function sendError(id: number, error: unknown): void {
    send({ type: 'response', id, ok: false, error: serializeError(error) });
  }

  function sendResult(id: number, method: string, result: unknown): void {
    try {
      send({ type: 'response', id, ok: true, result });
    } catch (cause) {
      const details = { method };
      const error = new AppError('internal', `The result of ${method} cannot be sent.`, { details, cause });
      logger.error('rpc result cannot be sent', { method, error });
      sendError(id, error);
    }
  }

  async function run(id: number, name: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const result = await dispatch(handlers, name, params, { signal: controller.signal });
      // A canceled request was settled by its client.
      if (!controller.signal.aborted) sendResult(id, name, result);
    } catch (error) {
      if (controller.signal.aborted) return;
      if (isBug(error)) logger.error('rpc handler failed', { method: name, error });
      sendError(id, error);
    } finally {
      running.delete(id);
    }
  }

  function accept(received: unknown): void {
    const message = parseWireMessage(received);
    if (message?.type === 'cancel') {
      running.get(message.id)?.abort();
    } else if (message?.type !== 'request') {
      logger.debug('rpc message ignored', { type: message?.type ?? null });
    } else if (running.has(message.id)) {
      sendError(message.id, new AppError('invalid-request', 'The request id is in use.'));
    } else if (running.size >= MAX_REQUESTS_IN_FLIGHT) {
      sendError(message.id, new AppError('invalid-request', 'Too many requests are open.'));
    } else {
      void run(message.id, message.method, message.params);
    }
  }

  const unsubscribe = subscribe((name, payload) => {
    try {
      send({ type: 'event', name, payload });
    } catch (error) {
      logger.error('rpc event cannot be sent', { name, error });
    }
  });
  transport.onClose(() => {
    unsubscribe();
    for (const controller of running.values()) controller.abort();
  });
  transport.onMessage(accept);
  send({ type: 'ready', protocolVersion: PROTOCOL_VERSION });
}

/** Rejects with `invalid-request` for unknown methods and bad parameters, otherwise as the handler does. */
async function dispatch(
  handlers: RpcHandlers,
  name: string,
  params: unknown,
  context: RpcContext,
): Promise<unknown> {
  if (!isMethod(name)) {
    throw new AppError('invalid-request', 'There is no such method.', { details: { method: name } });
  }
  const parsed = rpcSchemas[name].safeParse(params);
  if (!parsed.success) {
    const issues = describeIssues(parsed.error.issues);
    throw new AppError('invalid-request', `The parameters of ${name} are wrong: ${issues}`, {
      details: { method: name, issues },
    });
  }
  // The table pairs each method with its own parameters; the compiler cannot follow that through a lookup.
  const handler = handlers[name] as RpcHandler<never>;
  return handler(parsed.data as never, context);
}

/** Own properties only: `__proto__` and `constructor` are not methods. */
function isMethod(name: string): name is RpcMethod {
  return Object.hasOwn(rpcSchemas, name);
}

function isBug(error: unknown): boolean {
  return (
    serializeError(error).code === 'internal' && !(error instanceof Error && error.name === 'AbortError')
  );
}

function describeIssues(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  return issues
    .slice(0, MAX_REPORTED_ISSUES)
    .map((issue) =>
      issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`,
    )
    .join('; ')
    .slice(0, MAX_ISSUES_LENGTH);
}
