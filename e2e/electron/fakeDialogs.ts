import type { MessageBoxOptions, OpenDialogOptions, SaveDialogOptions } from 'electron';
import type { ElectronApi } from '../../electron/electronApi.ts';

/** A person at the dialogs of the system. */
export interface FakeDialogs {
  /** `dialog` of Electron. */
  readonly dialog: ElectronApi['dialog'];
  /** Paths that the next dialogs answer with; none is a canceled one. */
  readonly chosen: (readonly string[])[];
  /** What dialogs for files and folders were opened with. */
  readonly asked: (OpenDialogOptions | SaveDialogOptions)[];
  /** What message boxes said. */
  readonly said: string[];
  /** Message boxes that wait for an answer. */
  readonly countOpen: () => number;
  /** Presses a button of the message box that is open, or of the next one. */
  readonly press: (button: number) => void;
}

export function createFakeDialogs(): FakeDialogs {
  const chosen: FakeDialogs['chosen'] = [];
  const asked: FakeDialogs['asked'] = [];
  const said: FakeDialogs['said'] = [];
  const presses = createQueue<number>();
  const chooseNext = (options: OpenDialogOptions | SaveDialogOptions): readonly string[] => {
    asked.push(options);
    return chosen.shift() ?? [];
  };
  return {
    chosen,
    asked,
    said,
    countOpen: presses.countTakers,
    press: presses.put,
    dialog: {
      showOpenDialog: (options: OpenDialogOptions) => {
        const filePaths = [...chooseNext(options)];
        return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
      },
      showSaveDialog: (options: SaveDialogOptions) => {
        const [filePath = ''] = chooseNext(options);
        return Promise.resolve({ canceled: filePath === '', filePath });
      },
      showMessageBox: ({ message, signal, cancelId = 0 }: MessageBoxOptions) => {
        said.push(message);
        return presses.take(signal, cancelId).then((response) => ({ response }));
      },
    },
  };
}

interface Queue<Item> {
  readonly put: (item: Item) => void;
  /** Waits no longer when the signal aborts, and resolves with what then counts. */
  readonly take: (signal: AbortSignal | undefined, instead: Item) => Promise<Item>;
  readonly countTakers: () => number;
}

/** Whatever comes first, the one who puts or the one who takes, waits for the other. */
function createQueue<Item>(): Queue<Item> {
  const items: Item[] = [];
  const takers: ((item: Item) => void)[] = [];
  return {
    put(item) {
      const taker = takers.shift();
      if (taker === undefined) items.push(item);
      else taker(item);
    },
    take: (signal, instead) =>
      new Promise((resolve) => {
        const [item] = items.splice(0, 1);
        if (item !== undefined) return resolve(item);
        takers.push(resolve);
        signal?.addEventListener('abort', () => {
          const index = takers.indexOf(resolve);
          if (index >= 0) takers.splice(index, 1);
          resolve(instead);
        });
      }),
    countTakers: () => takers.length,
  };
}
