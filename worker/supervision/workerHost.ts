import { type HostMessage, type SerializedError, workerMessageSchema } from '../contract/index.ts';

/** A process that runs the worker: the part of Electron's `UtilityProcess` that is used. */
export interface WorkerProcess<Port> {
  readonly pid: number | undefined;
  postMessage(message: HostMessage, transfer?: Port[]): void;
  kill(): boolean;
  on(event: 'exit', listener: (code: number) => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

export interface WorkerEnd {
  readonly exitCode: number;
  /** What it has said about a start that failed; null if it has said nothing. */
  readonly failure: SerializedError | null;
}

export interface WorkerHostOptions<Port> {
  readonly fork: () => WorkerProcess<Port>;
  /** The worker was started, or started again: connections to an old one are gone and have to be made anew. */
  readonly onStarted: () => void;
  /** The worker that ran has ended, whether it was asked to or not. */
  readonly onExited: (end: WorkerEnd) => void;
  /** It cannot start, for a reason that has a code; nothing is started any more until `start` is called. */
  readonly onStartFailed: (error: SerializedError) => void;
  /** It crashed too often; nothing is started any more until `start` is called. */
  readonly onGivenUp: (exitCodes: readonly number[]) => void;
  readonly now?: () => number;
  /** Calls back after a delay; returns the function that prevents it. */
  readonly schedule?: (callback: () => void, delayMs: number) => () => void;
}

/** Keeps one worker process alive. */
export interface WorkerHost<Port> {
  start(): void;
  /** Hands one end of a message channel to the worker that runs now. False if none does. */
  connect(port: Port): boolean;
  /** Tells the worker that runs now. False if none does. */
  tell(message: HostMessage): boolean;
  /** Asks the worker to end, waits, kills it if it does not; resolves when it is gone. */
  stop(): Promise<void>;
}

const MAX_CRASHES = 5;
const CRASH_WINDOW_MS = 10 * 60_000;
/** Doubles with each crash in the window, up to about ten seconds. */
const FIRST_RESTART_DELAY_MS = 500;
/** A job stops within a decoder step and the library closes at once; what takes longer hangs. */
const STOP_TIMEOUT_MS = 10_000;

/**
 * A worker that ends without being asked has crashed, whatever its exit code. It is started again with a growing
 * delay, at most five times in ten minutes; then somebody has to be told.
 */
export function createWorkerHost<Port>({
  fork,
  onStarted,
  onExited,
  onStartFailed,
  onGivenUp,
  now = Date.now,
  schedule = scheduleTimeout,
}: WorkerHostOptions<Port>): WorkerHost<Port> {
  let worker: WorkerProcess<Port> | null = null;
  let crashes: readonly { readonly atMs: number; readonly code: number }[] = [];
  let stopping: PromiseWithResolvers<null> | null = null;
  let cancelRestart: () => void = () => undefined;

  function launch(): void {
    const started = fork();
    let failure: SerializedError | null = null;
    worker = started;
    started.on('message', (message) => {
      const parsed = workerMessageSchema.safeParse(message);
      if (!parsed.success) return;
      failure = parsed.data.error as SerializedError;
      started.postMessage({ type: 'stop' });
    });
    started.on('exit', (code) => {
      if (worker === started) worker = null;
      onExited({ exitCode: code, failure });
      if (stopping !== null) stopping.resolve(null);
      else if (failure !== null && failure.code !== 'internal') onStartFailed(failure);
      else onCrash(code);
    });
    onStarted();
  }

  function onCrash(code: number): void {
    crashes = [...crashes.filter(({ atMs }) => now() - atMs < CRASH_WINDOW_MS), { atMs: now(), code }];
    if (crashes.length >= MAX_CRASHES) {
      onGivenUp(crashes.map((crash) => crash.code));
      return;
    }
    cancelRestart = schedule(launch, FIRST_RESTART_DELAY_MS * 2 ** (crashes.length - 1));
  }

  return {
    start() {
      if (worker !== null) return;
      stopping = null;
      crashes = [];
      launch();
    },
    connect(port) {
      worker?.postMessage({ type: 'connect' }, [port]);
      return worker !== null;
    },
    tell(message) {
      worker?.postMessage(message);
      return worker !== null;
    },
    async stop() {
      cancelRestart();
      if (worker === null) return;
      stopping ??= Promise.withResolvers<null>();
      const running = worker;
      running.postMessage({ type: 'stop' });
      const cancelKill = schedule(() => running.kill(), STOP_TIMEOUT_MS);
      await stopping.promise;
      cancelKill();
    },
  };
}

function scheduleTimeout(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => {
    clearTimeout(timer);
  };
}
