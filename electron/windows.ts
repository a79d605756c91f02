import { DESKTOP_SHELL } from '../worker/contract/index.ts';
import type { AppWindow, ElectronApi } from './electronApi.ts';
import type { Logger } from './logging.ts';
import type { AppPaths } from './paths.ts';
import { strings } from './strings.ts';
import { loadWindowState, placeWindow, saveWindowState, SMALLEST_WINDOW } from './windowState.ts';

export interface WindowsOptions {
  readonly electron: Pick<ElectronApi, 'BrowserWindow' | 'dialog' | 'screen'>;
  readonly paths: Pick<AppPaths, 'preloadFile' | 'iconFile'>;
  readonly stateFile: string;
  readonly logger: Logger;
  readonly now?: () => number;
}

/** The windows of the app, each with the same page. */
export interface Windows {
  /** Opens one more, at a view if its fragment is given. */
  readonly open: (fragment?: string) => void;
  /** Brings one to the front, or opens one. */
  readonly focus: () => void;
  /** Asks the window in front to show a view; opens one if there is none. */
  readonly show: (fragment: string) => void;
  /** Tells every page that its port leads nowhere any more. */
  readonly tellWorkerGone: () => void;
  readonly isInView: () => boolean;
  readonly isEmpty: () => boolean;
  /** 0 to 1, or null for none. */
  readonly showProgress: (fraction: number | null) => void;
  /** True for the contents of a window of ours. */
  readonly owns: (contents: unknown) => boolean;
}

/** Twice within this time, the page does not recover by being loaded again. */
const RELOAD_WINDOW_MS = 30_000;
/** Takes the progress off the task bar. */
const NO_PROGRESS = -1;

export function createWindows({
  electron: { BrowserWindow, dialog, screen },
  paths,
  stateFile,
  logger,
  now = Date.now,
}: WindowsOptions): Windows {
  const windows: AppWindow[] = [];

  function open(fragment = ''): void {
    const state = loadWindowState(stateFile);
    const primary = screen.getPrimaryDisplay().workArea;
    const others = screen.getAllDisplays().map(({ workArea }) => workArea);
    // A second window where the first one is would hide it; the system finds a place.
    const bounds = windows.length === 0 ? placeWindow(state?.bounds ?? null, [primary, ...others]) : {};
    const window = new BrowserWindow({
      ...bounds,
      minWidth: SMALLEST_WINDOW.width,
      minHeight: SMALLEST_WINDOW.height,
      show: false,
      icon: paths.iconFile,
      webPreferences: {
        preload: paths.preloadFile,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
      },
    });
    windows.unshift(window);
    window.on('ready-to-show', () => {
      // Not before: maximizing shows a window that has nothing to show yet.
      if (state?.isMaximized === true) window.maximize();
      window.show();
    });
    window.on('close', () => {
      saveWindowState(stateFile, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
    });
    window.on('closed', () => {
      windows.splice(windows.indexOf(window), 1);
    });
    reviveWhenGone(window);
    window.loadURL(`${DESKTOP_SHELL.pageOrigin}/index.html${fragment}`).catch((error: unknown) => {
      logger.error('the page was not loaded', { error });
    });
  }

  /** A page that crashes is loaded again: the worker has all there is to lose. One that keeps crashing asks. */
  function reviveWhenGone(window: AppWindow): void {
    let lastReloadMs = -Infinity;
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      logger.error('the page is gone', { reason, exitCode });
      if (reason === 'clean-exit' || window.isDestroyed()) return;
      const isSecond = now() - lastReloadMs < RELOAD_WINDOW_MS;
      lastReloadMs = now();
      if (!isSecond) {
        window.webContents.reload();
        return;
      }
      const { pageGoneTitle: message, pageGoneText: detail } = strings;
      void dialog.showMessageBox({ type: 'error', message, detail, buttons: [strings.reload] }).then(() => {
        if (!window.isDestroyed()) window.webContents.reload();
      });
    });
  }

  /** The one that is used, or was made last. */
  function getFront(): AppWindow | undefined {
    return windows.find((window) => window.isFocused()) ?? windows[0];
  }

  function focus(): void {
    const window = getFront();
    if (window === undefined) return open();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  return {
    open,
    focus,
    show(fragment) {
      const window = getFront();
      if (window === undefined) return open(fragment);
      window.webContents.send(DESKTOP_SHELL.showChannel, fragment);
      focus();
    },
    tellWorkerGone() {
      for (const { webContents } of windows) webContents.send(DESKTOP_SHELL.goneChannel);
    },
    isInView: () => windows.some((window) => window.isFocused()),
    isEmpty: () => windows.length === 0,
    showProgress(fraction) {
      for (const window of windows) window.setProgressBar(fraction ?? NO_PROGRESS);
    },
    owns: (contents) => windows.some(({ webContents }) => webContents === contents),
  };
}
