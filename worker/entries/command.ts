import type { CleanupPolicy, ExportFormat, ModelTask, TranscribeOptions } from '../contract/index.ts';
import type { LogLevel } from '../lib/logger.ts';

/** Options that stand with any command. */
export interface GlobalOptions {
  /** As typed; null takes the environment's or the system's place. */
  readonly dataDir: string | null;
  readonly offline: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  /** Ask nothing: whatever would be asked is agreed to. */
  readonly yes: boolean;
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
  /** Recordings to transcribe: files, folders and patterns as typed. */
  readonly inputs: readonly string[];
  /** 0 takes any that is free. */
  readonly port: number;
  /** Show the page in the browser. */
  readonly open: boolean;
}

/** A model is an id of `models list` or `models available`, `org/name[@revision]`, or the address of a page of the hub. */
export type ModelsCommand =
  | { readonly name: 'models'; readonly action: 'list' | 'available' | 'statistics' }
  | {
      readonly name: 'models';
      readonly action: 'pull';
      readonly model: string;
      /** Null takes the first that is offered. */
      readonly dtype: string | null;
    }
  | {
      readonly name: 'models';
      readonly action: 'remove';
      readonly modelId: string;
      /** One version; null is the whole model. */
      readonly commit: string | null;
      readonly dryRun: boolean;
    }
  | { readonly name: 'models'; readonly action: 'verify' | 'unload'; readonly modelId: string | null }
  | {
      readonly name: 'models';
      readonly action: 'repair' | 'pin' | 'unpin' | 'release';
      readonly modelId: string;
    }
  | {
      readonly name: 'models';
      readonly action: 'update';
      readonly modelId: string | null;
      readonly dryRun: boolean;
    }
  | {
      readonly name: 'models';
      readonly action: 'versions';
      readonly modelId: string;
      /** The version to use from now on; null changes nothing. */
      readonly use: string | null;
    }
  | {
      readonly name: 'models';
      readonly action: 'export';
      readonly modelIds: readonly string[];
      readonly file: string;
      readonly overwrite: boolean;
    }
  | { readonly name: 'models'; readonly action: 'import'; readonly file: string }
  | { readonly name: 'models'; readonly action: 'prune'; readonly dryRun: boolean }
  | {
      readonly name: 'models';
      readonly action: 'prepare';
      /** Null is the recommended set. */
      readonly modelIds: readonly string[] | null;
    };

export type CacheCommand =
  | { readonly name: 'cache'; readonly action: 'info'; readonly withFiles: boolean }
  | { readonly name: 'cache'; readonly action: 'move' | 'adopt'; readonly folder: string }
  | {
      readonly name: 'cache';
      readonly action: 'clear';
      /** Null is everything. */
      readonly task: ModelTask | null;
      readonly dryRun: boolean;
    }
  | {
      readonly name: 'cache';
      readonly action: 'policy';
      readonly changes: Partial<CleanupPolicy>;
      /** Whether to delete by it now, only show what would go, or neither. */
      readonly cleanUp: 'run' | 'preview' | null;
    };

export interface NetworkCommand {
  readonly name: 'network';
  /** How many of the latest requests. */
  readonly limit: number;
}

/** Commands that run the worker in their own process. */
export type WorkerCommand =
  | TranscribeCommand
  | LibraryCommand
  | JobsCommand
  | ModelsCommand
  | CacheCommand
  | NetworkCommand
  | DoctorCommand;

export type Command = WorkerCommand | ServeCommand;
export type CommandName = Command['name'];

export type Invocation =
  | { readonly kind: 'help'; readonly topic: CommandName | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'command'; readonly command: Command; readonly globals: GlobalOptions };
