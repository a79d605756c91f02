import { copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError, settingsPatchSchema, settingsSchema } from '../contract/index.ts';
import type { Settings, SettingsPatch } from '../contract/index.ts';
import { atomicWriteFile } from '../lib/atomicWriteFile.ts';
import { createEmitter } from '../lib/createEmitter.ts';
import { SILENT_LOGGER } from '../lib/logger.ts';
import type { Logger } from '../lib/logger.ts';
import { toFileError } from '../lib/toFileError.ts';
import { withoutUndefined } from '../lib/withoutUndefined.ts';
import { readSettings } from './readSettings.ts';

/** Why the settings in use are not those of the file. */
export interface SettingsProblem {
  /** `file`, `version`, or the names of settings that took their defaults. */
  readonly unreadable: readonly string[];
  /** Where the file was put, unchanged; null if it could be neither read nor moved. */
  readonly savedAs: string | null;
}

/** The settings of one data directory; this process is their only writer. */
export interface SettingsStore {
  /** What was wrong with the file when it was opened. */
  readonly problem: SettingsProblem | null;
  get(): Settings;
  /**
   * Checks the patch, stores the result, then makes it the settings; in that order, one update after the other. Throws
   * `invalid-request`, `permission-denied` or `disk-full`, and the settings stay as they were.
   */
  update(patch: SettingsPatch): Promise<Settings>;
  /** Calls the listener after every update; returns the function that ends it. */
  subscribe(listener: (settings: Settings) => void): () => void;
}

export interface SettingsStoreOptions {
  readonly file: string;
  readonly logger?: Logger;
  readonly now?: () => number;
}

/**
 * Opens the settings; never fails. A file with something unreadable in it, or of a newer app, is set aside as
 * `<file>.broken-<time>`, and what could be understood of it is written in its place.
 */
export async function openSettingsStore({
  file,
  logger = SILENT_LOGGER,
  now = Date.now,
}: SettingsStoreOptions): Promise<SettingsStore> {
  const loaded = await load(file, now());
  const { problem } = loaded;
  let { settings } = loaded;
  if (problem !== null) logger.warn('Settings could not be read in full.', { file, ...problem });
  const events = createEmitter<{ changed: Settings }>((error) => {
    logger.error('A listener to the settings failed.', { error });
  });
  let lastWrite: Promise<unknown> = Promise.resolve();

  const apply = async (patch: SettingsPatch): Promise<Settings> => {
    const updated = { ...settings, ...withoutUndefined(patch) };
    await write(file, updated);
    settings = updated;
    events.emit('changed', updated);
    return updated;
  };
  if (problem?.savedAs != null) {
    await write(file, settings).catch((error: unknown) => {
      logger.warn('Settings could not be written.', { file, error });
    });
  }
  return {
    problem,
    get: () => settings,
    async update(patch) {
      const parsed = settingsPatchSchema.safeParse(patch);
      if (!parsed.success) {
        throw new AppError('invalid-request', 'These are no settings.', {
          details: { setting: parsed.error.issues[0]?.path.join('.') ?? '' },
        });
      }
      const updated = lastWrite.then(() => apply(parsed.data));
      lastWrite = updated.catch(() => undefined);
      return updated;
    },
    subscribe: (listener) => events.on('changed', listener),
  };
}

async function write(file: string, settings: Settings): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
  } catch (error) {
    throw toFileError(error, dirname(file));
  }
  await atomicWriteFile(file, `${JSON.stringify(settings, null, 2)}\n`);
}

interface LoadedSettings {
  readonly settings: Settings;
  readonly problem: SettingsProblem | null;
}

async function load(file: string, nowMs: number): Promise<LoadedSettings> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const settings = settingsSchema.parse({});
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { settings, problem: null };
    // Such as a folder in the file's place.
    return { settings, problem: { unreadable: ['file'], savedAs: await setAside(rename, file, nowMs) } };
  }
  const { settings, unreadable } = readSettings(text);
  const problem = unreadable === null ? null : { unreadable, savedAs: await setAside(copyFile, file, nowMs) };
  return { settings, problem };
}

/** A file is copied, not moved, so that there is one at any moment; what is not a file can only be moved. */
async function setAside(put: typeof rename, file: string, nowMs: number): Promise<string | null> {
  const savedAs = `${file}.broken-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}`;
  try {
    await put(file, savedAs);
    return savedAs;
  } catch {
    return null;
  }
}
