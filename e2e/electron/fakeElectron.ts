import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type {
  BrowserWindowConstructorOptions,
  ForkOptions,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  OpenDialogOptions,
  Rectangle,
  SaveDialogOptions,
} from 'electron';
import type { CallEvent, ElectronApi, ProtocolRequest } from '../../electron/electronApi.ts';
import { FakeMessageChannel, type FakePort } from './fakePort.ts';
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
  readonly storageBackend?: 'gnome_libsecret' | 'basic_text';
}

class FakeApp extends EventEmitter {
  readonly isPackaged = false;
  readonly paths = new Map<string, string>();
  readonly ready = Promise.withResolvers<null>();
  readonly ended = Promise.withResolvers<null>();
  readonly isFirstInstance: boolean;
  hasEnded = false;
  readonly #appDir: string;

  constructor(appDir: string, isFirstInstance: boolean) {
    super();
    this.#appDir = appDir;
    this.isFirstInstance = isFirstInstance;
  }

  exit(): void {
    this.hasEnded = true;
    this.ended.resolve(null);
  }
  getAppPath(): string {
    return this.#appDir;
  }
  getVersion(): string {
    return '1.2.3';
  }
  quit(): void {
    let isPrevented = false;
    this.emit('before-quit', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) this.exit();
  }
  requestSingleInstanceLock(): boolean {
    return this.isFirstInstance;
  }
  setAppUserModelId(): void {
    return;
  }
  setName(): void {
    return;
  }
  setPath(name: string, path: string): void {
    this.paths.set(name, path);
  }
  whenReady(): Promise<unknown> {
    return this.ready.promise;
  }
}

/** Some of those that pages ask for. */
const PERMISSIONS = ['clipboard-read', 'clipboard-sanitized-write', 'fullscreen', 'media', 'notifications'];

/** What a session was told. */
class FakeSession extends EventEmitter {
  /** Of what pages ask for, by name; `device` is any device. */
  readonly granted = { permissions: [] as string[], checks: [] as string[], device: true };
  isSpellingChecked = true;
  isRequestCanceled: (url: string) => boolean = () => false;
  readonly webRequest = {
    onBeforeRequest: (
      listener: (
        details: { readonly url: string },
        callback: (response: { cancel: boolean }) => void,
      ) => void,
    ): void => {
      this.isRequestCanceled = (url) => {
        let isCanceled = false;
        listener({ url }, ({ cancel }) => (isCanceled = cancel));
        return isCanceled;
      };
    },
  };

  setPermissionRequestHandler(handler: unknown): void {
    const ask = handler as (contents: null, permission: string, callback: (granted: boolean) => void) => void;
    for (const permission of PERMISSIONS) {
      ask(null, permission, (isGranted) => {
        if (isGranted) this.granted.permissions.push(permission);
      });
    }
  }
  setPermissionCheckHandler(handler: unknown): void {
    const check = handler as (contents: null, permission: string) => boolean;
    this.granted.checks.push(...PERMISSIONS.filter((permission) => check(null, permission)));
  }
  setSpellCheckerEnabled(isEnabled: boolean): void {
    this.isSpellingChecked = isEnabled;
  }
  setDevicePermissionHandler(handler: unknown): void {
    this.granted.device = (handler as () => boolean)();
  }
}

/** Electron without a screen: what main uses of it, a page in every window, and real processes as workers. */
export interface FakeElectron {
  readonly electron: ElectronApi<FakePort>;
  readonly app: FakeApp;
  readonly windows: FakeWindow[];
  readonly workers: FakeUtilityProcess[];
  readonly session: FakeSession;
  readonly dialogs: {
    /** Paths that the next dialogs answer with; none is a canceled one. */
    readonly chosen: (readonly string[])[];
    /** What dialogs for files and folders were opened with. */
    readonly asked: (OpenDialogOptions | SaveDialogOptions)[];
    /** What message boxes said. */
    readonly said: string[];
    /** Presses a button of the message box that is open, or of the next one. */
    readonly press: (button: number) => void;
  };
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
  const presses = createQueue<number>();
  const dialogs: FakeElectron['dialogs'] = { chosen: [], asked: [], said: [], press: presses.put };
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

  const chooseNext = (options: OpenDialogOptions | SaveDialogOptions): readonly string[] => {
    dialogs.asked.push(options);
    return dialogs.chosen.shift() ?? [];
  };
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
    dialog: {
      showOpenDialog: (options: OpenDialogOptions) => {
        const filePaths = [...chooseNext(options)];
        return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
      },
      showSaveDialog: (options: SaveDialogOptions) => {
        const [filePath = ''] = chooseNext(options);
        return Promise.resolve({ canceled: filePath === '', filePath });
      },
      showMessageBox: ({ message }: MessageBoxOptions) => {
        dialogs.said.push(message);
        return presses.take().then((response) => ({ response }));
      },
    },
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
    safeStorage: createKeychain(secret, storageBackend),
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

/** Whatever comes first, the one who puts or the one who takes, waits for the other. */
function createQueue<Item>(): { readonly put: (item: Item) => void; readonly take: () => Promise<Item> } {
  const items: Item[] = [];
  const takers: ((item: Item) => void)[] = [];
  return {
    put(item) {
      const taker = takers.shift();
      if (taker === undefined) items.push(item);
      else taker(item);
    },
    take: () =>
      new Promise((resolve) => {
        const [item] = items.splice(0, 1);
        if (item === undefined) takers.push(resolve);
        else resolve(item);
      }),
  };
}

/** Encrypts in earnest, so that a test can look for what must not be on the disk. */
function createKeychain(
  secret: Buffer,
  backend: 'gnome_libsecret' | 'basic_text',
): ElectronApi['safeStorage'] {
  return {
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: (text) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, iv);
      const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Promise.resolve(Buffer.concat([iv, cipher.getAuthTag(), encrypted]));
    },
    async decryptStringAsync(encrypted) {
      const decipher = createDecipheriv('aes-256-gcm', secret, encrypted.subarray(0, 12));
      decipher.setAuthTag(encrypted.subarray(12, 28));
      const result = Buffer.concat([decipher.update(encrypted.subarray(28)), decipher.final()]);
      return { result: result.toString('utf8'), shouldReEncrypt: false };
    },
  };
}
