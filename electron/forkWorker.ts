import type { ElectronApi, ForkedWorker, Port } from './electronApi.ts';
import type { Logger } from './logging.ts';

/** What the worker is started with; `worker/entries/utilityProcess.ts` checks it. */
export interface WorkerStartConfig {
  readonly appVersion: string;
  readonly dataDir: string;
  readonly assetsDir: string;
  readonly offline: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** Name under which the system's list of processes and Electron's events know the worker. */
export const WORKER_SERVICE_NAME = 'Earshot worker';

/** Of one start: a worker that prints without end must not fill the log. */
const MAX_LOGGED_CHARACTERS = 20_000;

/** Starts the worker as a utility process. What it prints goes to the log: it prints only when it fails to start. */
export function forkWorker<ChannelPort extends Port>({
  utilityProcess,
  entry,
  config,
  logger,
}: {
  readonly utilityProcess: ElectronApi<ChannelPort>['utilityProcess'];
  readonly entry: string;
  readonly config: WorkerStartConfig;
  readonly logger: Logger;
}): ForkedWorker<ChannelPort> {
  const worker = utilityProcess.fork(entry, [JSON.stringify(config)], {
    serviceName: WORKER_SERVICE_NAME,
    stdio: 'pipe',
  });
  let logged = 0;
  const log = (chunk: Buffer): void => {
    if (logged >= MAX_LOGGED_CHARACTERS) return;
    const text = chunk.toString('utf8').slice(0, MAX_LOGGED_CHARACTERS - logged);
    logged += text.length;
    logger.warn('worker printed', { text });
  };
  worker.stdout?.on('data', log);
  worker.stderr?.on('data', log);
  // Such as a heap that is full; its exit follows. An 'error' that nobody listens to would be thrown here, in main. The
  // report is left out: it quotes the environment.
  worker.on('error', (type, location) => logger.error('worker ended by V8', { type, location }));
  logger.info('worker started');
  return worker;
}
