import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type {
  BrowserWindowConstructorOptions,
  ForkOptions,
  MenuItemConstructorOptions,
  Rectangle,
} from 'electron';
import type { CallEvent, ElectronApi, ProtocolRequest } from '../../electron/electronApi.ts';
import { FakeApp } from './fakeApp.ts';
import { createFakeDialogs, type FakeDialogs } from './fakeDialogs.ts';
import { createFakeKeychain, type KeychainBackend } from './fakeKeychain.ts';
import { FakeMessageChannel, type FakePort } from './fakePort.ts';
import { FakeSession } from './fakeSession.ts';
import { FakeUtilityProcess } from './fakeUtilityProcess.ts';
import { FakeWindow } from './fakeWindow.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORKER_SOURCE = fileURLToPath(new URL('../../worker/entries/utilityProcess.ts', import.meta.url));

export interface FakeElectronOptions {
  /** Folder of the app; the source tree otherwise. */
  readonly appDir?: string;
  /** Workers to start instead of the app's. */
  readonly workerEntry?: string;
  readonly isFirstInstance?: boolean;
  readonly displays?: readonly Rectangle[];
  /** Of the keychain; an app that is started again has the one of before. */
  readonly secret?: Buffer;
  readonly storageBackend?: KeychainBackend;
}

/** Electron without a screen: what main uses of it, a page in every window, and real processes as workers. */
export interface FakeElectron {
  readonly electron: ElectronApi<FakePort>;
  readonly app: FakeApp;
  readonly windows: FakeWindow[];
  readonly workers: FakeUtilityProcess[];
  readonly session: FakeSession;
  readonly dialogs: FakeDialogs;
  readonly opened: string[];
  readonly notifications: { readonly title: string; readonly body: string; click(): void }[];
  /** Power-save blockers at work. */
  readonly blockers: Set<number>;
  readonly menus: MenuItemConstructorOptions[][];
  readonly secret: Buffer;
  request(url: string, init?: { readonly method?: string; readonly range?: string }): Promise<Response>;
  /** `ipcRenderer.invoke` from anywhere. */
  call(event: CallEvent<FakePort>, channel: string, params: unknown): Promise<unknown>;
}

export function createFakeElectron({
  appDir = ROOT,
  workerEntry = WORKER_SOURCE,
  isFirstInstance = true,
  displays = [{ x: 0, y: 0, width: 1920, height: 1040 }],
  secret = randomBytes(32),
  storageBackend = 'gnome_libsecret',
}: FakeElectronOptions = {}): FakeElectron {
  const app = new FakeApp(appDir, isFirstInstance);
  const windows: FakeWindow[] = [];
  const workers: FakeUtilityProcess[] = [];
  const session = new FakeSession();
  const sessions = new Map<string, FakeSession>();
  const dialogs = createFakeDialogs();
  const opened: string[] = [];
  const notifications: FakeElectron['notifications'] = [];
  const blockers = new Set<number>();
  const menus: MenuItemConstructorOptions[][] = [];
  const protocols = new Map<string, (request: ProtocolRequest) => Promise<Response>>();
  const calls = new Map<string, (event: CallEvent<FakePort>, ...args: unknown[]) => Promise<unknown>>();

  async function call(event: CallEvent<FakePort>, channel: string, params: unknown): Promise<unknown> {
    const handler = calls.get(channel);
    if (handler === undefined) throw new Error(`There is no handler for ${channel}.`);
    return structuredClone(await handler(event, params));
  }

  const system = {
    windows,
    call,
    onContentsCreated: (contents: unknown) => app.emit('web-contents-created', {}, contents),
    onAllClosed: () => app.emit('window-all-closed'),
  };

  class Window extends FakeWindow {
    constructor(options: BrowserWindowConstructorOptions) {
      super(options, system);
    }
  }

  class Notification extends EventEmitter {
    readonly #text: { title: string; body: string };
    constructor(text: { title: string; body: string }) {
      super();
      this.#text = text;
    }
    static isSupported(): boolean {
      return true;
    }
    show(): void {
      notifications.push({ ...this.#text, click: () => this.emit('click') });
    }
  }

  const electron: ElectronApi<FakePort> = {
    app,
    BrowserWindow: Window,
    Menu: {
      buildFromTemplate: (template) => {
        menus.push(template);
        return { items: [] };
      },
      setApplicationMenu: () => undefined,
    },
    MessageChannelMain: FakeMessageChannel,
    Notification,
    dialog: dialogs.dialog,
    ipcMain: {
      handle: (channel, listener) => {
        calls.set(channel, listener);
      },
    },
    powerSaveBlocker: {
      start: () => {
        blockers.add(blockers.size);
        return blockers.size - 1;
      },
      stop: (blockerId) => blockers.delete(blockerId),
    },
    protocol: {
      registerSchemesAsPrivileged: () => undefined,
      handle: (scheme, handler) => {
        protocols.set(scheme, handler);
      },
    },
    safeStorage: createFakeKeychain(secret, storageBackend),
    screen: {
      getAllDisplays: () => displays.map((workArea) => ({ workArea })),
      getPrimaryDisplay: () => ({ workArea: displays[0] ?? { x: 0, y: 0, width: 800, height: 600 } }),
    },
    session: {
      defaultSession: session,
      fromPartition: (partition) => {
        const found = sessions.get(partition) ?? new FakeSession();
        sessions.set(partition, found);
        return found;
      },
    },
    shell: {
      openExternal: (url) => {
        opened.push(url);
        return Promise.resolve();
      },
      openPath: (path) => {
        opened.push(path);
        return Promise.resolve('');
      },
      showItemInFolder: (path) => {
        opened.push(path);
      },
    },
    utilityProcess: {
      fork: (_entry: string, args: string[], options: ForkOptions) => {
        const worker = new FakeUtilityProcess(workerEntry, args, options);
        workers.push(worker);
        return worker;
      },
    },
  };

  return {
    electron,
    app,
    windows,
    workers,
    session,
    dialogs,
    opened,
    notifications,
    blockers,
    menus,
    secret,
    call,
    request(url, { method = 'GET', range } = {}) {
      const handler = protocols.get(new URL(url).protocol.slice(0, -1));
      if (handler === undefined) throw new Error(`Nobody answers ${url}.`);
      return handler({ url, method, headers: new Headers(range === undefined ? {} : { range }) });
    },
  };
}
