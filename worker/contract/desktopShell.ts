/** Addresses in the desktop app, and the names by which main, preload and page know each other. */
export const DESKTOP_SHELL = {
  /** Origin of the page. */
  pageOrigin: 'app://earshot',
  /** `media://recording/ID`: media of the library by id, with ranges. */
  mediaOrigin: 'media://recording',
  /** Electron channel for calls of the page to main. */
  callChannel: 'earshot-host-call',
  /** Electron channel on which main hands the page its end of a channel to the worker. */
  portChannel: 'earshot-worker-port',
  /** Electron channel on which main says that the worker at the other end of the page's port is gone. */
  goneChannel: 'earshot-worker-gone',
  /** Electron channel on which main asks the page to show another view. */
  showChannel: 'earshot-show',
  /** Name of the object that preload puts into the page. */
  globalName: 'earshotHost',
  /** `type` of the message with which preload passes a port on to the page. */
  portMessageType: 'earshot-worker-port',
} as const;

/** The object that preload puts into the page: functions and plain data only. */
export interface PreloadApi {
  /** Resolves with a `HostReply`. */
  call(method: string, params: unknown): Promise<unknown>;
  /** Where a file that was dropped or chosen lies; empty for one that is not on a disk. */
  getFilePath(file: object): string;
  /** Calls back when the worker has ended. A port's `close` event is Electron's addition to Chromium and had gaps. */
  onWorkerGone(listener: () => void): void;
  /** Calls back with the fragment of the address of the view that a menu or a notification asks for. */
  onShow(listener: (fragment: string) => void): void;
}
