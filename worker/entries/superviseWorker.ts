import { extname, join } from 'node:path';
import {
  AppError,
  createAbortError,
  deserializeError,
  type MessageTransport,
  type RpcClient,
} from '../contract/index.ts';
import { createLogger, type Logger } from '../lib/logger.ts';
import { openRotatingFile } from '../lib/rotatingFile.ts';
import { createTransportPair } from '../rpc/transportPair.ts';
import { forkWorkerProcess } from '../supervision/forkWorkerProcess.ts';
import { createLastingClient } from '../supervision/lastingClient.ts';
import { createWorkerHost } from '../supervision/workerHost.ts';
import type { StartConfig } from './startConfig.ts';

export interface SuperviseWorkerOptions {
  readonly config: StartConfig;
  /** Aborts when the person stops the command. */
  readonly signal: AbortSignal;
  /** The worker has ended without being asked, and another takes its place. */
  readonly onRestarted: () => void;
}

/** The worker, whichever process it is at the moment. */
export interface SupervisedWorker {
  /** Rejects with `worker-exited` when the worker ends, and at once while none runs. */
  readonly client: Pick<RpcClient, 'request'>;
  /** Resolves when a worker listens, which may be at once. Rejects as `givenUp` does. */
  untilListening(): Promise<unknown>;
  /** Serves another client until its transport closes, which it does when the worker ends. */
  attach(transport: MessageTransport): void;
  /** Rejects, with the reason, when there will be no worker any more. Never resolves. */
  readonly givenUp: Promise<never>;
  /** Writes to the log of the supervising process, which is beside the worker's. */
  readonly logger: Logger;
  /** Stops running jobs, which stay to be resumed, and closes the library. */
  close(): Promise<void>;
}

const LOG_FILE = { maxBytes: 1_000_000, keep: 3 } as const;

/**
 * Runs the worker in a process of its own, and starts it again when it ends, as the desktop app does: a model that is too
 * big or a mistake in native code ends the worker, and neither this process nor what is connected to it. Rejects with what
 * keeps the first worker from starting, or with an AbortError.
 */
export async function superviseWorker({
  config,
  signal,
  onRestarted,
}: SuperviseWorkerOptions): Promise<SupervisedWorker> {
  const logger = createLogger({
    level: config.logLevel,
    write: openRotatingFile({ path: join(config.dataDir, 'logs', 'serve.log'), ...LOG_FILE }),
  });
  const entry = new URL(`workerProcess${extname(import.meta.url)}`, import.meta.url);
  const givenUp = createDeferred<never>();
  let listening = createDeferred<null>();
  let isOfUse = false;
  let isClosing = false;

  const host = createWorkerHost<MessageTransport>({
    fork: () => forkWorkerProcess({ entry, args: [JSON.stringify(config)] }),
    onStarted: () => {
      client.connect();
      if (isOfUse) onRestarted();
    },
    onExited: ({ exitCode, failure }) => {
      client.disconnect();
      if (isClosing) return;
      logger.error('the worker is gone', { exitCode, failure });
      if (isOfUse) listening = createDeferred();
      else listening.reject(failure === null ? createExitError([exitCode]) : deserializeError(failure));
    },
    onStartFailed: (failure) => giveUp(deserializeError(failure)),
    onGivenUp: (exitCodes) => giveUp(createExitError(exitCodes)),
  });
  const client = createLastingClient({
    openTransport: () => {
      const [near, far] = createTransportPair();
      host.connect(far);
      return near;
    },
    onConnected: ({ ready }) => {
      ready.then(
        () => listening.resolve(null),
        () => undefined,
      );
    },
  });
  const cancel = (): void => listening.reject(createAbortError());
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();

  function giveUp(error: Error): void {
    listening.reject(error);
    givenUp.reject(error);
  }

  async function close(): Promise<void> {
    isClosing = true;
    await host.stop();
  }

  host.start();
  try {
    await listening.promise;
    isOfUse = true;
  } catch (error) {
    await close();
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  return {
    client,
    untilListening: () => listening.promise,
    attach(transport) {
      if (!host.connect(transport)) transport.close();
    },
    givenUp: givenUp.promise,
    logger,
    close,
  };
}

/** A promise that may be rejected before, or without that, anybody looks at it. */
function createDeferred<Value>(): PromiseWithResolvers<Value> {
  const created = Promise.withResolvers<Value>();
  created.promise.catch(() => undefined);
  return created;
}

function createExitError(exitCodes: readonly number[]): AppError {
  return new AppError('worker-exited', `The worker ended, with exit code ${exitCodes.join(', ')}.`, {
    details: { crashes: exitCodes.length },
  });
}
