import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { AppWindow, CallEvent, CallingFrame, Contents } from '../../electron/electronApi.ts';
import { FakePage } from './fakePage.ts';
import type { FakePort } from './fakePort.ts';

export interface FakeWindowSystem {
  readonly windows: FakeWindow[];
  /** `ipcMain.handle`, called by the page. */
  readonly call: (event: CallEvent<FakePort>, channel: string, params: unknown) => Promise<unknown>;
  readonly onContentsCreated: (contents: Contents) => void;
  readonly onAllClosed: () => void;
}

class FakeContents extends EventEmitter implements Contents {
  page: FakePage | null = null;
  openHandler: Parameters<Contents['setWindowOpenHandler']>[0] | null = null;
  #url = '';
  readonly #system: FakeWindowSystem;

  constructor(system: FakeWindowSystem) {
    super();
    this.#system = system;
  }

  load(url: string): void {
    this.#url = url;
    this.page?.worker.close();
    this.page = url.startsWith('app:') ? this.#createPage(url) : null;
  }

  #createPage(url: string): FakePage {
    const frame: CallingFrame<FakePort> = {
      parent: null,
      url,
      postMessage: (portChannel, message, ports) => {
        page.receive(portChannel, message, ports);
      },
    };
    const page = new FakePage(url, {
      invoke: async (channel, params) => {
        // Never within the call: main is another process.
        await Promise.resolve();
        return this.#system.call({ sender: this, senderFrame: frame }, channel, structuredClone(params));
      },
    });
    return page;
  }

  isDestroyed(): boolean {
    return false;
  }
  reload(): void {
    this.load(this.#url);
  }
  send(channel: string, message: unknown): void {
    this.page?.receive(channel, message);
  }
  setWindowOpenHandler(handler: Parameters<Contents['setWindowOpenHandler']>[0]): void {
    this.openHandler = handler;
  }
  printToPDF(): Promise<Buffer> {
    return Promise.resolve(Buffer.from(`%PDF of ${this.#url}`));
  }
}

/** A window without a screen. */
export class FakeWindow extends EventEmitter implements AppWindow {
  readonly webContents: FakeContents;
  readonly options: BrowserWindowConstructorOptions;
  readonly progress: number[] = [];
  isShown = false;
  /** Before it had anything to show. */
  wasShownEmpty = false;
  hasFocus = false;
  bounds: Rectangle;
  #isMaximized = false;
  #isReady = false;
  #isDestroyed = false;
  readonly #system: FakeWindowSystem;

  constructor(options: BrowserWindowConstructorOptions, system: FakeWindowSystem) {
    super();
    this.options = options;
    this.#system = system;
    this.bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 800,
      height: options.height ?? 600,
    };
    this.webContents = new FakeContents(system);
    system.windows.push(this);
    system.onContentsCreated(this.webContents);
  }

  get page(): FakePage {
    if (this.webContents.page === null) throw new Error('The window shows no page.');
    return this.webContents.page;
  }

  loadURL(url: string): Promise<void> {
    this.webContents.load(url);
    queueMicrotask(() => {
      this.#isReady = true;
      this.emit('ready-to-show');
    });
    return Promise.resolve();
  }

  /** As the person closes it. */
  close(): void {
    this.emit('close');
    this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.webContents.page?.worker.close();
    this.#system.windows.splice(this.#system.windows.indexOf(this), 1);
    this.emit('closed');
    if (this.#system.windows.length === 0) this.#system.onAllClosed();
  }

  focus(): void {
    this.hasFocus = true;
  }
  getNormalBounds(): Rectangle {
    return this.bounds;
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  isFocused(): boolean {
    return this.hasFocus;
  }
  isMaximized(): boolean {
    return this.#isMaximized;
  }
  isMinimized(): boolean {
    return false;
  }
  maximize(): void {
    this.#isMaximized = true;
    this.show();
  }
  restore(): void {
    return;
  }
  setProgressBar(fraction: number): void {
    this.progress.push(fraction);
  }
  show(): void {
    this.isShown = true;
    this.wasShownEmpty ||= !this.#isReady;
  }
}
