import { EventEmitter } from 'node:events';

/** `app` of Electron; the test says when it is ready, and is told when it has ended. */
export class FakeApp extends EventEmitter {
  readonly isPackaged = false;
  readonly paths = new Map<string, string>();
  readonly ready = Promise.withResolvers<null>();
  readonly ended = Promise.withResolvers<null>();
  readonly isFirstInstance: boolean;
  hasEnded = false;
  /** What the app is started with after its end, once for each time that it asked. */
  readonly relaunched: string[][] = [];
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
  relaunch({ args = [] }: { args?: string[] } = {}): void {
    this.relaunched.push(args);
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
