import { DESKTOP_SHELL, type PreloadApi } from '../../worker/contract/index.ts';
import { exposeHost } from '../../electron/preload/exposeHost.ts';
import { connectWorker, type WorkerConnection } from '../../renderer/connection/connectWorker.ts';
import { createElectronHost, findPreload } from '../../renderer/host/electronHost.ts';
import type { Host } from '../../renderer/host/host.ts';
import type { FakePort } from './fakePort.ts';

export interface FakePageOptions {
  /** `ipcRenderer.invoke`, as it arrives in main. */
  readonly invoke: (channel: string, params: unknown) => Promise<unknown>;
}

type IpcListener = (event: { readonly ports: readonly unknown[] }, message: unknown) => void;

/** What the page of the app is without what it shows: preload, host and the connection to the worker, as they are. */
export class FakePage extends EventTarget {
  readonly location: { origin: string; hash: string };
  readonly host: Host;
  readonly worker: WorkerConnection;
  /** Nonces of the ports that the page was handed. */
  readonly nonces: string[] = [];
  readonly #ipcListeners = new Map<string, IpcListener[]>();

  constructor(url: string, { invoke }: FakePageOptions) {
    super();
    const { protocol, host, hash } = new URL(url);
    this.location = { origin: `${protocol}//${host}`, hash };
    type Preload = Parameters<typeof exposeHost>[0];
    exposeHost({
      electron: {
        contextBridge: {
          exposeInMainWorld: (name: string, api: unknown) => void Object.assign(this, { [name]: api }),
        },
        ipcRenderer: {
          invoke: (channel: string, params: unknown) => invoke(channel, params),
          on: (channel: string, listener: IpcListener) => {
            this.#ipcListeners.set(channel, [...(this.#ipcListeners.get(channel) ?? []), listener]);
          },
        },
        webUtils: { getPathForFile: (file: unknown) => (file as { readonly path?: string }).path ?? '' },
      },
      page: this,
    } as unknown as Preload);
    this.host = createElectronHost({
      preload: findPreload(this) as PreloadApi,
      page: this as unknown as Parameters<typeof createElectronHost>[0]['page'],
    });
    this.worker = connectWorker({ openTransport: () => this.host.openTransport() });
  }

  /** `window.postMessage`; `source` and `origin` as the browser sets them. */
  postMessage(data: unknown, targetOrigin: string, ports: readonly unknown[]): void {
    if (targetOrigin !== this.location.origin) return;
    const { nonce } = data as { readonly nonce?: string };
    if (nonce !== undefined) this.nonces.push(nonce);
    this.dispatchEvent(
      Object.assign(new Event('message'), { data, origin: this.location.origin, source: this, ports }),
    );
  }

  /** What main sends, arriving in preload. */
  receive(channel: string, message: unknown, ports: readonly FakePort[] = []): void {
    for (const listener of this.#ipcListeners.get(channel) ?? []) {
      listener({ ports: ports.map(({ native }) => native) }, structuredClone(message));
    }
  }

  callHost(method: string, params?: unknown): Promise<unknown> {
    return (this as unknown as Record<string, PreloadApi>)[DESKTOP_SHELL.globalName]?.call(
      method,
      params,
    ) as Promise<unknown>;
  }
}
