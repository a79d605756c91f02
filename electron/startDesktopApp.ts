import { join } from 'node:path';
import { getErrorMessage, serializeError } from '../worker/contract/index.ts';
import { createAppProtocol } from './appProtocol.ts';
import { denyNavigation, denyPermissions } from './denyByDefault.ts';
import type { ElectronApi, Port } from './electronApi.ts';
import { createFilesFromSystem, findFilesInArguments } from './filesFromSystem.ts';
import { forkWorker, WORKER_SERVICE_NAME } from './forkWorker.ts';
import { askAfterGivingUp } from './giveUpDialog.ts';
import { serveHostCalls } from './hostHandlers.ts';
import { createHubToken } from './hubToken.ts';
import { openMainLog } from './logging.ts';
import { createMainClient } from './mainClient.ts';
import { createMediaProtocol } from './mediaProtocol.ts';
import { createMenuTemplate } from './menu.ts';
import { openRecordings } from './openRecordings.ts';
import { findPaths } from './paths.ts';
import { createPdfPrinter } from './pdfPrinter.ts';
import { createWindows } from './windows.ts';
import { createWorkerHost } from './workerHost.ts';
import { createWorkerPorts } from './workerPorts.ts';
import { createWorkIndicators } from './workIndicators.ts';

export interface DesktopAppOptions<ChannelPort extends Port> {
  readonly electron: ElectronApi<ChannelPort>;
  readonly process: {
    readonly argv: readonly string[];
    readonly cwd: () => string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly platform: NodeJS.Platform;
    /** Electron's; absent elsewhere. */
    readonly resourcesPath?: string;
  };
  /** The worker to start, for tests that run it from its sources. */
  readonly workerEntry?: string;
}

/** As `build.appId` of the package; Windows shows notifications and groups windows by it. */
const APP_ID = 'app.earshot';

/**
 * The main process, as a list of steps. Resolves when the window is being loaded; at once, without a window, in a second
 * instance, whose files the first one takes over. Steps before `whenReady` have to happen before Electron is ready.
 */
export async function startDesktopApp<ChannelPort extends Port>({
  electron,
  process,
  workerEntry,
}: DesktopAppOptions<ChannelPort>): Promise<void> {
  const { app, dialog, protocol, session, shell } = electron;
  const { platform } = process;
  const paths = findPaths({
    appDir: app.getAppPath(),
    resourcesDir: app.isPackaged ? (process.resourcesPath ?? null) : null,
    env: process.env,
  });

  // Who we are. The lock belongs to the profile, so that data folders do not get into each other's way.
  app.setName('Earshot');
  app.setPath('userData', paths.profileDir);
  if (platform === 'win32') app.setAppUserModelId(APP_ID);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const logger = openMainLog(paths.logsDir);

  // What the page may reach.
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    { scheme: 'media', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
  app.on('web-contents-created', (_event, contents) => {
    denyNavigation(contents, { shell, logger });
  });

  // The worker, and main as one of its clients.
  const hubToken = createHubToken({
    safeStorage: electron.safeStorage,
    file: join(paths.profileDir, 'hub-token'),
    platform,
    logger,
  });
  const host = createWorkerHost<ChannelPort>({
    fork: () =>
      forkWorker<ChannelPort>({
        utilityProcess: electron.utilityProcess,
        entry: workerEntry ?? paths.workerEntry,
        config: {
          appVersion: app.getVersion(),
          dataDir: paths.dataDir,
          assetsDir: paths.assetsDir,
          offline: false,
          logLevel: 'info',
        },
        logger,
      }),
    onStarted: () => {
      host.tell({ type: 'hub-token', token: hubToken.get() });
      client.connect();
      void files.flush();
    },
    onGivenUp: (exitCodes) => {
      logger.error('the worker keeps ending', { exitCodes });
      indicators.clear();
      void decideAfterGivingUp();
    },
  });
  const ports = createWorkerPorts<ChannelPort>({ MessageChannelMain: electron.MessageChannelMain, host });
  const client = createMainClient({
    openTransport: () => ports.connectMain(),
    onConnected: (connected) => {
      indicators.follow(connected);
    },
  });
  app.on('child-process-gone', (_event, { reason, exitCode, serviceName }) => {
    if (serviceName === WORKER_SERVICE_NAME) logger.error('the worker is gone', { reason, exitCode });
  });

  async function decideAfterGivingUp(): Promise<void> {
    switch (await askAfterGivingUp(dialog)) {
      case 'start-again':
        host.start();
        return;
      case 'show-log':
        shell.showItemInFolder(join(paths.logsDir, 'main.log'));
        return decideAfterGivingUp();
      case 'quit':
        app.quit();
    }
  }

  // Windows, and what is shown outside of them.
  const windows = createWindows({
    electron,
    paths,
    stateFile: join(paths.profileDir, 'window.json'),
    logger,
  });
  const indicators = createWorkIndicators({
    electron,
    showProgress: (fraction) => {
      windows.showProgress(fraction);
    },
    isInView: () => windows.isInView(),
    openMeeting: (meetingId) => {
      windows.show(meetingId === null ? '#/library' : `#/meetings/${encodeURIComponent(meetingId)}`);
    },
  });
  app.on('activate', () => {
    if (windows.isEmpty()) windows.open();
  });
  app.on('window-all-closed', () => {
    if (platform !== 'darwin') app.quit();
  });

  // Files from the system: named at the start, opened with Earshot, handed over by a second instance.
  const files = createFilesFromSystem({
    transcribe: (path) => client.request('jobs.start', { kind: 'transcribe', path }),
    onRefused: (_path, error) => {
      const { code, details } = serializeError(error);
      logger.error('a file from the system was refused', { code });
      const { title, text, nextStep } = getErrorMessage(code, details);
      void dialog.showMessageBox({ type: 'error', message: title, detail: `${text}\n\n${nextStep}` });
    },
  });
  files.add(findFilesInArguments(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd()));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    files.add([path]);
  });
  app.on('second-instance', (_event, argv, workingDirectory) => {
    files.add(findFilesInArguments(argv.slice(1), workingDirectory));
    windows.focus();
  });

  // The end: ask the worker, wait, kill it; then go.
  let isStopped = false;
  app.on('before-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    void host.stop().finally(() => {
      isStopped = true;
      logger.info('main ends');
      app.quit();
    });
  });

  await app.whenReady();
  denyPermissions(session.defaultSession);
  protocol.handle('app', createAppProtocol(paths.pageDir));
  protocol.handle(
    'media',
    createMediaProtocol({ findMedia: (mediaId) => client.request('media.get', { mediaId }) }),
  );
  serveHostCalls<ChannelPort>({
    electron,
    owns: (contents) => windows.owns(contents),
    ports,
    hubToken,
    tellToken: (token) => {
      host.tell({ type: 'hub-token', token });
    },
    printPdf: createPdfPrinter(electron),
    sampleFile: paths.sampleFile,
    logger,
  });
  electron.Menu.setApplicationMenu(
    electron.Menu.buildFromTemplate(
      createMenuTemplate({
        platform,
        isPackaged: app.isPackaged,
        actions: {
          openRecordings: () => void openRecordings({ dialog, files }),
          openWindow: () => {
            windows.open();
          },
          show: (fragment) => {
            windows.show(fragment);
          },
          showData: () => void shell.openPath(paths.dataDir),
          showLogs: () => void shell.openPath(paths.logsDir),
        },
      }),
    ),
  );
  await hubToken.load();
  host.start();
  windows.open();
}
