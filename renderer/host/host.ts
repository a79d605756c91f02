import type { MessageTransport } from '../../worker/contract/index.ts';

export interface ImportOptions {
  readonly signal: AbortSignal;
  /** 0 to 1, while the file is copied; not called where nothing has to be. */
  readonly onProgress: (fraction: number) => void;
}

/** The shell around the page: what a browser and Electron do differently. */
export interface Host {
  openTransport(): Promise<MessageTransport>;
  /** The path under which the worker finds a file that was dropped or chosen. Rejects with an AppError or AbortError. */
  importFile(file: File, options: ImportOptions): Promise<string>;
  /** The path of the sample meeting. */
  importSample(options: ImportOptions): Promise<string>;
  /** Where the player finds the media of a meeting; supports ranges. Holds for the transport opened last. */
  mediaUrl(mediaId: string): string;
  /** Gives text to the person as a file of that name. */
  saveText(fileName: string, text: string): void;
}
