import type * as Electron from 'electron';

/** Electron's emitters, one event at a time: an emitter of anything with this signature will do. */
export interface Emits<Name extends string, Arguments extends readonly unknown[]> {
  on(event: Name, listener: (...args: Arguments) => void): unknown;
}

export interface CancelableEvent {
  preventDefault(): void;
}

type App = Pick<
  Electron.App,
  | 'exit'
  | 'getAppPath'
  | 'getVersion'
  | 'isPackaged'
  | 'quit'
  | 'relaunch'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setName'
  | 'setPath'
> & {
  whenReady(): Promise<unknown>;
} & Emits<'second-instance', [event: unknown, argv: string[], workingDirectory: string]> &
  Emits<'open-file', [event: CancelableEvent, path: string]> &
  Emits<'activate' | 'window-all-closed', []> &
  Emits<'before-quit', [event: CancelableEvent]> &
  Emits<'child-process-gone', [event: unknown, details: ProcessGoneDetails]> &
  Emits<'web-contents-created', [event: unknown, contents: Contents]>;

export interface ProcessGoneDetails {
  readonly reason: string;
  readonly exitCode: number;
  /** Of a utility process: the `serviceName` that it was started with. */
  readonly name?: string;
}

/** A page, as far as main steers it. */
export type Contents = Pick<
  Electron.WebContents,
  'isDestroyed' | 'printToPDF' | 'reload' | 'send' | 'setWindowOpenHandler'
> &
  Emits<'will-frame-navigate', [event: CancelableEvent & { readonly url: string }]> &
  Emits<'will-attach-webview', [event: CancelableEvent]> &
  Emits<'render-process-gone', [event: unknown, details: Pick<ProcessGoneDetails, 'reason' | 'exitCode'>]>;

/** A window of the app. */
export type AppWindow = Pick<
  Electron.BrowserWindow,
  | 'destroy'
  | 'focus'
  | 'getNormalBounds'
  | 'isDestroyed'
  | 'isFocused'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'restore'
  | 'setProgressBar'
  | 'show'
> & { readonly webContents: Contents } & Emits<'close' | 'closed' | 'ready-to-show', []>;

/** One end of a message channel. */
export type Port = Pick<Electron.MessagePortMain, 'close' | 'postMessage' | 'start'> &
  Emits<'message', [event: { readonly data: unknown }]> &
  Emits<'close', []>;

/** The frame that called main, with a way back to it. */
export interface CallingFrame<ChannelPort> {
  readonly parent: unknown;
  readonly url: string;
  postMessage(channel: string, message: unknown, transfer: ChannelPort[]): void;
}

export interface CallEvent<ChannelPort> {
  readonly sender: unknown;
  /** Null when the frame is gone or has moved on. */
  readonly senderFrame: CallingFrame<ChannelPort> | null;
}

type Session = Pick<
  Electron.Session,
  | 'setDevicePermissionHandler'
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler'
  | 'setSpellCheckerEnabled'
> &
  Emits<'will-download', [event: CancelableEvent]> & {
    readonly webRequest: {
      onBeforeRequest(
        listener: (
          details: { readonly url: string },
          callback: (response: { cancel: boolean }) => void,
        ) => void,
      ): void;
    };
  };

export type ForkedWorker<ChannelPort> = Pick<Electron.UtilityProcess, 'kill' | 'pid'> & {
  readonly stdout: OutputStream | null;
  readonly stderr: OutputStream | null;
  postMessage(message: unknown, transfer?: ChannelPort[]): void;
} & Emits<'exit', [code: number]> &
  Emits<'message', [message: unknown]> &
  Emits<'error', [type: string, location: string, report: string]>;

type OutputStream = Emits<'data', [chunk: Buffer]>;

/**
 * What main uses of Electron, and nothing else: the module itself is one of these, and so is what the tests start
 * main with, which has a real worker process behind it.
 */
export interface ElectronApi<ChannelPort extends Port = Port> {
  readonly app: App;
  readonly BrowserWindow: new (options: Electron.BrowserWindowConstructorOptions) => AppWindow;
  readonly Menu: {
    buildFromTemplate(template: Electron.MenuItemConstructorOptions[]): AppMenu;
    setApplicationMenu(menu: AppMenu | null): void;
  };
  readonly MessageChannelMain: new () => { readonly port1: ChannelPort; readonly port2: ChannelPort };
  readonly Notification: (new (options: {
    title: string;
    body: string;
  }) => { show(): void } & Emits<'click' | 'close', []>) & {
    isSupported(): boolean;
  };
  readonly dialog: Dialogs;
  readonly ipcMain: {
    handle(
      channel: string,
      listener: (event: CallEvent<ChannelPort>, ...args: unknown[]) => Promise<unknown>,
    ): void;
  };
  readonly powerSaveBlocker: Pick<Electron.PowerSaveBlocker, 'start' | 'stop'>;
  readonly protocol: {
    registerSchemesAsPrivileged: Electron.Protocol['registerSchemesAsPrivileged'];
    handle(scheme: string, handler: (request: ProtocolRequest) => Promise<Response>): void;
  };
  readonly safeStorage: Pick<
    Electron.SafeStorage,
    'decryptStringAsync' | 'encryptStringAsync' | 'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable'
  >;
  readonly screen: {
    getAllDisplays(): { readonly workArea: Electron.Rectangle }[];
    getPrimaryDisplay(): { readonly workArea: Electron.Rectangle };
  };
  readonly session: { readonly defaultSession: Session; fromPartition(partition: string): Session };
  readonly shell: Pick<Electron.Shell, 'openExternal' | 'openPath' | 'showItemInFolder'>;
  readonly utilityProcess: {
    fork(modulePath: string, args: string[], options: Electron.ForkOptions): ForkedWorker<ChannelPort>;
  };
}

export interface ProtocolRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: { get(name: string): string | null };
}

/** Made by `buildFromTemplate` and handed to `setApplicationMenu`; nothing is asked of it. */
export type AppMenu = Pick<Electron.Menu, 'items'>;

export interface Dialogs {
  showOpenDialog(
    options: Electron.OpenDialogOptions,
  ): Promise<{ readonly canceled: boolean; readonly filePaths: string[] }>;
  showSaveDialog(
    options: Electron.SaveDialogOptions,
  ): Promise<{ readonly canceled: boolean; readonly filePath: string }>;
  showMessageBox(options: Electron.MessageBoxOptions): Promise<{ readonly response: number }>;
}
