import type { ExportFormat, TranscribeOptions } from '../contract/index.ts';
import type { LogLevel } from '../lib/logger.ts';

/** Options that stand with any command. */
export interface GlobalOptions {
  /** As typed; null takes the environment's or the system's place. */
  readonly dataDir: string | null;
  readonly offline: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly logLevel: LogLevel;
}

export interface TranscribeCommand {
  readonly name: 'transcribe';
  /** Files, folders and patterns as typed. */
  readonly inputs: readonly string[];
  /** Only what was typed; the rest comes from the settings. `hotwords` are read from their file later. */
  readonly options: Partial<Omit<TranscribeOptions, 'hotwords'>>;
  readonly hotwordsFile: string | null;
  /** Null prints the transcript. */
  readonly formats: readonly ExportFormat[] | null;
  /** A folder, `-` for stdout, or null for the working folder. */
  readonly output: string | null;
  /** Write word times into JSON. */
  readonly words: boolean;
  readonly force: boolean;
  readonly overwrite: boolean;
}

export type LibraryCommand =
  | { readonly name: 'library'; readonly action: 'list' }
  | { readonly name: 'library'; readonly action: 'show'; readonly meetingId: string; readonly words: boolean }
  | { readonly name: 'library'; readonly action: 'search'; readonly query: string }
  | {
      readonly name: 'library';
      readonly action: 'export';
      readonly meetingId: string;
      readonly format: ExportFormat;
      /** A file or a folder; `-` and null are stdout. */
      readonly output: string | null;
      readonly words: boolean;
      readonly overwrite: boolean;
    }
  | { readonly name: 'library'; readonly action: 'remove'; readonly meetingId: string };

export type JobsCommand =
  | { readonly name: 'jobs'; readonly action: 'list' }
  | { readonly name: 'jobs'; readonly action: 'cancel' | 'retry'; readonly jobId: string };

export interface DoctorCommand {
  readonly name: 'doctor';
}

export interface ServeCommand {
  readonly name: 'serve';
  /** 0 takes any that is free. */
  readonly port: number;
  /** Show the page in the browser. */
  readonly open: boolean;
}

export type Command = TranscribeCommand | LibraryCommand | JobsCommand | ServeCommand | DoctorCommand;
export type CommandName = Command['name'];

export type Invocation =
  | { readonly kind: 'help'; readonly topic: CommandName | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'command'; readonly command: Command; readonly globals: GlobalOptions };
