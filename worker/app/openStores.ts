import { join } from 'node:path';
import type { WorkerConfig } from '../config.ts';
import { AppError } from '../contract/index.ts';
import type { Database } from '../database/connection.ts';
import { openDatabase } from '../database/openDatabase.ts';
import { type Logger, createLogger } from '../lib/logger.ts';
import { makeFolder } from '../lib/makeFolder.ts';
import { PRIVATE_FOLDER } from '../lib/privateFolder.ts';
import { openRotatingFile } from '../lib/rotatingFile.ts';
import { toFileError } from '../lib/toFileError.ts';
import { type SettingsStore, openSettingsStore } from '../settings/settingsStore.ts';
import {
  type TranscriptRepository,
  createTranscriptRepository,
} from '../transcripts/transcriptRepository.ts';
import type { Events } from './createEvents.ts';

/** What is kept in the data folder, open. */
export interface Stores {
  readonly logger: Logger;
  readonly settings: SettingsStore;
  readonly database: Database;
  readonly repository: TranscriptRepository;
}

const LOG_FILE = { maxBytes: 1_000_000, keep: 3 } as const;

/**
 * First step: the log, the settings and the library. A data folder that has to be made is for its owner alone. Throws what `openDatabase` throws, and `permission-denied` or
 * `disk-full` when the data folder cannot be made.
 */
export async function openStores(config: WorkerConfig, events: Events): Promise<Stores> {
  const { dataDir } = config;
  const logsDir = join(dataDir, 'logs');
  await makeFolder(logsDir, PRIVATE_FOLDER).catch((error: unknown) => {
    const known = toFileError(error, dataDir);
    if (known instanceof AppError || !(error instanceof Error)) throw known;
    // A file is in the way, or the system makes no folders there.
    throw new AppError('permission-denied', error.message, { details: { path: dataDir }, cause: error });
  });
  const writeLine = openRotatingFile({ path: join(logsDir, 'worker.log'), ...LOG_FILE });
  const logger = createLogger({ level: config.logLevel, write: writeLine });
  const settings = await openSettingsStore({ file: join(dataDir, 'settings.json'), logger });
  const database = openDatabase({ path: join(dataDir, 'library.db'), logger });
  const repository = createTranscriptRepository({ database, logger });
  settings.subscribe((changed) => {
    events.emit('settings.changed', changed);
  });
  return { logger, settings, database, repository };
}
