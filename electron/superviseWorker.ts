import { join } from 'node:path';
import {
  AppError,
  deserializeError,
  getErrorMessage,
  type MediaRecord,
  type RpcClient,
} from '../worker/contract/index.ts';
import { createLastingClient } from '../worker/supervision/lastingClient.ts';
import { createWorkerHost } from '../worker/supervision/workerHost.ts';
import type { ElectronApi, Port } from './electronApi.ts';
import { forkWorker, WORKER_SERVICE_NAME } from './forkWorker.ts';
import { askAfterGivingUp, type GiveUpReason } from './giveUpDialog.ts';
import type { HubToken } from './hubToken.ts';
import type { Logger } from './logging.ts';
import type { AppPaths } from './paths.ts';
import { strings } from './strings.ts';
import { createWorkerPorts, type WorkerPorts } from './workerPorts.ts';

export interface SuperviseWorkerOptions<ChannelPort extends Port> {
  readonly electron: Pick<
    ElectronApi<ChannelPort>,
    'app' | 'dialog' | 'MessageChannelMain' | 'shell' | 'utilityProcess'
  >;
  readonly paths: Pick<AppPaths, 'assetsDir' | 'dataDir' | 'logsDir' | 'workerEntry'>;
  readonly hubToken: Pick<HubToken, 'get'>;
  readonly logger: Logger;
  /** A worker runs, and main is its client. */
  readonly onConnected: (client: RpcClient) => void;
  /** The worker has ended; another may follow. */
  readonly onExited: () => void;
  /** There is no worker, and there will be none unless the person wants one. */
  readonly onGivenUp: () => void;
}

/** The worker, whichever process it is at the moment. */
export interface SupervisedWorker<ChannelPort> {
  readonly ports: WorkerPorts<ChannelPort>;
  start(): void;
  /** Starts it if it has been given up; otherwise it runs, or is going to by itself. */
  startAgain(): void;
  stop(): Promise<void>;
  /** Queues a transcription. Rejects with `worker-exited` while no worker runs. */
  readonly transcribe: (path: string) => Promise<unknown>;
  readonly findMedia: (mediaId: string) => Promise<MediaRecord>;
  /**
   * Tells the worker of a hub token that has changed; one that starts later is told at its start. A token that is removed
   * is also removed from the file in which the command line keeps one. Rejects as removing that file does.
   */
  changeToken(): Promise<void>;
}

/** Starts the worker, starts it again when it ends, and asks the person when that does not help. */
export function superviseWorker<ChannelPort extends Port>({
  electron,
  paths,
  hubToken,
  logger,
  onConnected,
  onExited,
  onGivenUp,
}: SuperviseWorkerOptions<ChannelPort>): SupervisedWorker<ChannelPort> {
  const { app, dialog, shell } = electron;
  const config = {
    appVersion: app.getVersion(),
    dataDir: paths.dataDir,
    assetsDir: paths.assetsDir,
    offline: false,
    logLevel: 'info',
  } as const;
  let whyGone: Error | null = null;
  let asking = new AbortController();
  const host = createWorkerHost<ChannelPort>({
    fork: () => forkWorker<ChannelPort>({ ...electron, entry: paths.workerEntry, config, logger }),
    onStarted: () => {
      whyGone = null;
      asking.abort();
      asking = new AbortController();
      tellToken();
      client.connect();
    },
    onExited: () => {
      client.disconnect();
      onExited();
    },
    onStartFailed: (failure) => {
      const { code, details } = failure;
      whyGone = deserializeError(failure);
      logger.error('the worker cannot start', { code });
      const { title, text, nextStep } = getErrorMessage(code, details);
      onGivenUp();
      void askWhatToDo({ title, text: `${text}\n\n${nextStep}` });
    },
    onGivenUp: (exitCodes) => {
      whyGone = new AppError('worker-exited', 'The worker keeps ending.', {
        details: { crashes: exitCodes.length },
      });
      logger.error('the worker keeps ending', { exitCodes });
      onGivenUp();
      void askWhatToDo({ title: strings.gaveUpTitle, text: strings.gaveUpText });
    },
  });
  const ports = createWorkerPorts<ChannelPort>({ ...electron, host, whyGone: () => whyGone });
  const client = createLastingClient({ openTransport: () => ports.connectMain(), onConnected });

  function tellToken(): void {
    host.tell({ type: 'hub-token', token: hubToken.get() });
  }

  async function changeToken(): Promise<void> {
    tellToken();
    if (hubToken.get() === null) await client.request('network.setToken', { token: null });
  }

  async function askWhatToDo(reason: GiveUpReason): Promise<void> {
    switch (await askAfterGivingUp(dialog, reason, asking.signal)) {
      case 'start-again':
        host.start();
        return;
      case 'show-log':
        shell.showItemInFolder(join(paths.logsDir, 'main.log'));
        return askWhatToDo(reason);
      case 'quit':
        app.quit();
    }
  }

  app.on('child-process-gone', (_event, { reason, exitCode, name }) => {
    if (name === WORKER_SERVICE_NAME) logger.error('the worker is gone', { reason, exitCode });
  });
  return {
    ports,
    start: () => {
      host.start();
    },
    startAgain: () => {
      if (whyGone !== null) host.start();
    },
    stop: () => host.stop(),
    transcribe: (path) => client.request('jobs.start', { kind: 'transcribe', path }),
    findMedia: (mediaId) => client.request('media.get', { mediaId }),
    changeToken,
  };
}
