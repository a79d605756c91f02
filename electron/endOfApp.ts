import type { ElectronApi } from './electronApi.ts';

export interface EndOfAppOptions {
  readonly app: ElectronApi['app'];
  /** Asks the worker to end, waits, and kills it if it does not. */
  readonly stopWorker: () => Promise<void>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The app goes when its worker has gone. Until then it still holds the lock, and a new start comes to it. */
export interface EndOfApp {
  /** Once the app is ending: true, and it is started anew with these files when it has ended. */
  startAgain(paths: readonly string[]): boolean;
}

export function prepareEndOfApp({ app, stopWorker, env }: EndOfAppOptions): EndOfApp {
  let state: 'running' | 'ending' | 'ended' = 'running';
  let wanted: readonly string[] | null = null;

  function finish(): void {
    state = 'ended';
    if (wanted !== null) {
      app.relaunch({
        args: [...(app.isPackaged ? [] : [app.getAppPath()]), ...wanted],
        // What an AppImage runs is gone with it.
        ...(env['APPIMAGE'] ? { execPath: env['APPIMAGE'] } : {}),
      });
    }
    app.quit();
  }

  app.on('before-quit', (event) => {
    if (state === 'ended') return;
    event.preventDefault();
    if (state === 'ending') return;
    state = 'ending';
    void stopWorker().finally(finish);
  });
  return {
    startAgain(paths) {
      if (state === 'running') return false;
      wanted = [...(wanted ?? []), ...paths];
      return true;
    },
  };
}
