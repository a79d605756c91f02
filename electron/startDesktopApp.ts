import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { getErrorMessage, serializeError } from '../worker/contract/index.ts';
import { PRIVATE_FOLDER } from '../worker/lib/privateFolder.ts';
import { createAppProtocol } from './appProtocol.ts';
import { CLIPBOARD_WRITE, denyNavigation, denyPermissions, denyRequests } from './denyByDefault.ts';
import type { ElectronApi, Port } from './electronApi.ts';
import { type EndOfApp, prepareEndOfApp } from './endOfApp.ts';
import { createFilesFromSystem, type FilesFromSystem, findFilesInArguments } from './filesFromSystem.ts';
import { serveHostCalls } from './hostHandlers.ts';
import { createHubToken } from './hubToken.ts';
import { openMainLog } from './logging.ts';
import { createMediaProtocol } from './mediaProtocol.ts';
import { createMenuTemplate } from './menu.ts';
import { openRecordings } from './openRecordings.ts';
import { type AppPaths, findPaths } from './paths.ts';
import { createPdfPrinter } from './pdfPrinter.ts';
import { superviseWorker } from './superviseWorker.ts';
import { createWindows, type Windows } from './windows.ts';
import { createWorkIndicators } from './workIndicators.ts';

export interface DesktopAppOptions<ChannelPort extends Port> {
  readonly electron: ElectronApi<ChannelPort>;
  readonly process: DesktopProcess;
}

/** What is used of Electron's `process`. */
export interface DesktopProcess {
  readonly argv: readonly string[];
  readonly cwd: () => string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly resourcesPath?: string;
}

/** As `appId` of electron-builder.yml; Windows groups windows and shows notifications by it. */
const APP_ID = 'app.earshot';

/**
 * The main process, as a list of steps. Resolves when the worker has been started; at once, without a window, in a second
 * instance, whose files the first one takes over. What comes before `whenReady` has to happen before Electron is ready,
 * and is therefore not awaited.
 */
export async function startDesktopApp<ChannelPort extends Port>({
  electron,
  process,
}: DesktopAppOptions<ChannelPort>): Promise<void> {
  const { app, session, shell } = electron;
  const paths = findPaths({
    appDir: app.getAppPath(),
    resourcesDir: app.isPackaged ? (process.resourcesPath ?? null) : null,
    env: process.env,
  });
  if (!becomeOnlyInstance(electron, { paths, process })) return;
  const logger = openMainLog(paths.logsDir);
  registerSchemes(electron);
  app.on('web-contents-created', (_event, contents) => {
    denyNavigation(contents, { shell, logger });
  });

  const hubToken = createHubToken({
    ...electron,
    file: join(paths.profileDir, 'hub-token'),
    platform: process.platform,
    logger,
  });
  const windows = createWindows({
    electron,
    paths,
    stateFile: join(paths.profileDir, 'window.json'),
    logger,
  });
  const indicators = createWorkIndicators({
    electron,
    showProgress: windows.showProgress,
    isInView: windows.isInView,
    openMeeting: (meetingId) => {
      windows.show(meetingId === null ? '#/library' : `#/meetings/${encodeURIComponent(meetingId)}`);
    },
  });
  const worker = superviseWorker<ChannelPort>({
    electron,
    paths,
    hubToken,
    logger,
    onConnected: (client) => {
      indicators.follow(client);
      void files.flush();
    },
    onExited: windows.tellWorkerGone,
    onGivenUp: indicators.clear,
  });
  const files = createFilesFromSystem({
    transcribe: worker.transcribe,
    onRefused: (error) => {
      const { code, details } = serializeError(error);
      logger.error('a file from the system was refused', { code });
      const { title, text, nextStep } = getErrorMessage(code, details);
      void electron.dialog.showMessageBox({
        type: 'error',
        message: title,
        detail: `${text}\n\n${nextStep}`,
      });
    },
  });
  // What the system wants before there is a window is done with the first one.
  let hasWindows = false;
  const showWindow = (): void => {
    if (hasWindows) windows.focus();
  };
  const end = prepareEndOfApp({ ...electron, stopWorker: worker.stop, env: process.env });
  takeFiles(electron, { files, showWindow, end, process });
  followWindows(electron, { windows, showWindow, process });

  await app.whenReady();
  denyPermissions(session.defaultSession, [CLIPBOARD_WRITE]);
  denyRequests(session.defaultSession);
  electron.protocol.handle('app', createAppProtocol(paths.pageDir));
  electron.protocol.handle('media', createMediaProtocol(worker));
  serveHostCalls<ChannelPort>({
    electron,
    owns: windows.owns,
    ports: worker.ports,
    startWorker: worker.startAgain,
    setHubToken: async (token) => {
      const isKept = await hubToken.set(token);
      await worker.changeToken();
      return isKept;
    },
    printPdf: createPdfPrinter(electron),
    sampleFile: paths.sampleFile,
    logger,
  });
  showMenu(electron, { files, windows, paths, process });
  // The window comes first: a keychain that is locked asks the person, who has to see for whom.
  windows.open();
  hasWindows = true;
  await hubToken.load();
  worker.start();
}

/** False in a second instance. The lock belongs to the profile, so apps with different data folders do not meet. */
function becomeOnlyInstance(
  { app }: Pick<ElectronApi, 'app'>,
  { paths, process }: { readonly paths: AppPaths; readonly process: DesktopProcess },
): boolean {
  app.setName('Earshot');
  // Electron wants it to be there. Where it cannot be made, that is the reason to say; without it, the lock would fail.
  mkdirSync(paths.profileDir, { recursive: true, mode: PRIVATE_FOLDER });
  app.setPath('userData', paths.profileDir);
  if (process.platform === 'win32') app.setAppUserModelId(APP_ID);
  const isOnly = app.requestSingleInstanceLock();
  if (!isOnly) app.quit();
  return isOnly;
}

/** As standard schemes the page has an origin, and its relative addresses and storage work. */
function registerSchemes({ protocol }: Pick<ElectronApi, 'protocol'>): void {
  const standard = { standard: true, secure: true, supportFetchAPI: true } as const;
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { ...standard, codeCache: true } },
    { scheme: 'media', privileges: { ...standard, stream: true } },
  ]);
}

/** Files that are named at the start, opened with Earshot, dropped on its icon, or handed over by a second instance. */
function takeFiles(
  { app }: Pick<ElectronApi, 'app'>,
  {
    files,
    showWindow,
    end,
    process,
  }: {
    readonly files: FilesFromSystem;
    readonly showWindow: () => void;
    readonly end: EndOfApp;
    readonly process: DesktopProcess;
  },
): void {
  const take = (paths: readonly string[]): void => {
    if (end.startAgain(paths)) return;
    files.add(paths);
    showWindow();
  };
  // Run from its sources, Electron has the folder of the app as its first argument.
  files.add(findFilesInArguments(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd()));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take([path]);
  });
  app.on('second-instance', (_event, argv, workingDirectory) => {
    take(findFilesInArguments(argv.slice(1), workingDirectory));
  });
}

/** The app ends with its last window, but on macOS, where it gets a new one when it is chosen in the dock. */
function followWindows(
  { app }: Pick<ElectronApi, 'app'>,
  {
    windows,
    showWindow,
    process,
  }: { readonly windows: Windows; readonly showWindow: () => void; readonly process: DesktopProcess },
): void {
  app.on('activate', () => {
    if (windows.isEmpty()) showWindow();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

function showMenu(
  { app, dialog, Menu, shell }: Pick<ElectronApi, 'app' | 'dialog' | 'Menu' | 'shell'>,
  {
    files,
    windows,
    paths,
    process,
  }: {
    readonly files: FilesFromSystem;
    readonly windows: Windows;
    readonly paths: AppPaths;
    readonly process: DesktopProcess;
  },
): void {
  const template = createMenuTemplate({
    platform: process.platform,
    isPackaged: app.isPackaged,
    actions: {
      openRecordings: () => void openRecordings({ dialog, files }),
      openWindow: () => {
        windows.open();
      },
      show: windows.show,
      showData: () => void shell.openPath(paths.dataDir),
      showLogs: () => void shell.openPath(paths.logsDir),
    },
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
