import type { ContextBridge, IpcRenderer, WebUtils } from 'electron';
import { DESKTOP_SHELL, type PreloadApi } from '../../worker/contract/desktopShell.ts';

export interface ExposeHostOptions {
  readonly electron: {
    readonly contextBridge: Pick<ContextBridge, 'exposeInMainWorld'>;
    readonly ipcRenderer: Pick<IpcRenderer, 'invoke'> & {
      on(
        channel: string,
        listener: (event: { readonly ports: MessagePort[] }, message: unknown) => void,
      ): unknown;
    };
    readonly webUtils: Pick<WebUtils, 'getPathForFile'>;
  };
  readonly page: {
    readonly location: { readonly origin: string };
    postMessage(message: unknown, targetOrigin: string, transfer: Transferable[]): void;
  };
}

/**
 * Gives the page the few functions of `PreloadApi`, and passes ports to the worker on to it. Ports cannot cross the bridge
 * between the worlds of preload and page; a message to the window can carry them. The page takes only what it asked for:
 * it knows its nonce.
 */
export function exposeHost({
  electron: { contextBridge, ipcRenderer, webUtils },
  page,
}: ExposeHostOptions): void {
  const api: PreloadApi = {
    call: (method, params) => ipcRenderer.invoke(DESKTOP_SHELL.callChannel, { method, params }),
    getFilePath: (file) => webUtils.getPathForFile(file as File),
    onWorkerGone(listener) {
      ipcRenderer.on(DESKTOP_SHELL.goneChannel, () => {
        listener();
      });
    },
    onShow(listener) {
      ipcRenderer.on(DESKTOP_SHELL.showChannel, (_event, fragment) => {
        listener(String(fragment));
      });
    },
  };
  contextBridge.exposeInMainWorld(DESKTOP_SHELL.globalName, api);
  ipcRenderer.on(DESKTOP_SHELL.portChannel, ({ ports }, message) => {
    const { nonce } = message as { readonly nonce: string };
    page.postMessage({ type: DESKTOP_SHELL.portMessageType, nonce }, page.location.origin, ports);
  });
}
