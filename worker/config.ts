import type { LogLevel } from './lib/logger.ts';

/** Start-up parameters of the worker. Directories are decided by its host (desktop app, command line) and passed in. */
export interface WorkerConfig {
  readonly appVersion: string;
  /** Folder of the library, the settings and the logs; created if absent. */
  readonly dataDir: string;
  /** Read-only folder with what ships with Earshot: `models/`, `samples/`. */
  readonly assetsDir: string;
  /** True forbids outgoing requests for this run whatever the settings say. */
  readonly offline: boolean;
  readonly logLevel: LogLevel;
  /**
   * What happens to jobs that were left unfinished by the last run: the app goes on with them, the command line
   * keeps them waiting so that a call does only what it was asked to do.
   */
  readonly unfinishedJobs: 'continue' | 'hold';
  /** True when the host sends the access token that it keeps, if any, with its first message. */
  readonly hostSendsToken?: boolean;
  /** Variables that say where models are and how to reach the hub; those of the process if left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}
