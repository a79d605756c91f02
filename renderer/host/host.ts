import type { ExportContent, MessageTransport } from '../../worker/contract/index.ts';

export interface ImportOptions {
  readonly signal: AbortSignal;
  /** 0 to 1, while the file is copied; not called where nothing has to be. */
  readonly onProgress: (fraction: number) => void;
}

/** A file to be given to the person. */
export interface SavedFile {
  readonly name: string;
  readonly content: ExportContent;
}

/** The shell around the page: what a browser and Electron do differently. */
export interface Host {
  /**
   * Rejects with `permission-denied` when the worker may not be talked to, and with `worker-exited` when there is none: it
   * comes again by itself, unless the error says how many `crashes` there were, or that the shell itself left the question
   * unanswered (`isUnanswered`). Another code is why the worker cannot start.
   */
  openTransport(): Promise<MessageTransport>;
  /** The path under which the worker finds a file that was dropped or chosen. Rejects with an AppError or AbortError. */
  importFile(file: File, options: ImportOptions): Promise<string>;
  /** The path of the sample meeting. */
  importSample(options: ImportOptions): Promise<string>;
  /** Where the player finds the media of a meeting; supports ranges. Holds for the transport opened last. */
  mediaUrl(mediaId: string): string;
  /** Gives the file to the person. Resolves when it is saved, or when the person decided not to. */
  saveFile(file: SavedFile): Promise<void>;
  /** The same for several, as one archive of that name where the shell has no folders to choose from. */
  saveFiles(files: readonly SavedFile[], archiveName: string): Promise<void>;
  /** Makes a PDF of a page that stands alone, as the `html` export is: through the print dialog where there is no other way. */
  savePdf(page: { readonly name: string; readonly html: string }): Promise<void>;
  /** What only a desktop shell can do; null in an ordinary browser, where paths are typed. */
  readonly desktop: DesktopHost | null;
}

export interface DesktopHost {
  /** Starts the worker where it is not started by itself any more. */
  startWorker(): Promise<void>;
  /** Lets the person choose a folder; null when they decide not to. */
  chooseFolder(startIn: string | null): Promise<string | null>;
  /** Shows a file or folder in the system's file manager. */
  showInFolder(path: string): Promise<void>;
  /** Keeps the hub's access token where the system keeps secrets; null removes it. False: only until the app ends. */
  setHubToken(token: string | null): Promise<{ readonly isKept: boolean }>;
}
