import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../contract/index.ts';

/** Takes a file for this process; null while another has it. It ends with the process, however that dies. */
export type LockFile = (path: string) => { release(): void } | null;

/** Which models were being loaded when the process died. */
export interface CrashLedger {
  /** True for a model whose loading ended processes twice in a row. */
  isQuarantined(folder: string): boolean;
  /** Throws `model-crashed` for a model that is not to be loaded again by itself. */
  assertLoadable(model: LoadedFolder): void;
  /** Enters that a model is being loaded; the returned function, that the process lived through it. */
  begin(model: LoadedFolder): () => void;
  /** Allows the models with this id again. */
  release(modelId: string): void;
}

export interface LoadedFolder {
  readonly modelId: string;
  /** With the commit of a model of the cache in it, so that another version may be tried. */
  readonly folder: string;
}

const recordSchema = z.object({ modelId: z.string(), folder: z.string() });

const LOADING = '.loading.json';
const SUSPECTED = '.suspected.json';
const CRASHED = '.crashed.json';

/**
 * Keeps a file for each load in progress, locked for the life of its process: one that is found without its lock tells
 * of a process that died in the middle. Once may have been a power cut, or somebody who ended Earshot, after which work
 * is to go on by itself; twice, without a load between that ended well, is the model. Everything is on disk, so that processes of one data directory agree. A model
 * that cannot be entered is loaded all the same: a full disk must not keep anybody from working.
 */
export function openCrashLedger(folder: string, lockFile: LockFile): CrashLedger {
  const crashedFile = (modelFolder: string) => join(folder, `${hash(modelFolder)}${CRASHED}`);
  const suspectedFile = (modelFolder: string) => join(folder, `${hash(modelFolder)}${SUSPECTED}`);
  quarantineAbandoned(folder, lockFile);

  return {
    isQuarantined: (modelFolder) => existsSync(crashedFile(modelFolder)),
    assertLoadable(model) {
      if (!existsSync(crashedFile(model.folder))) return;
      throw new AppError('model-crashed', 'Loading the model ended the process before.', {
        details: { model: model.modelId },
      });
    },
    begin(model) {
      const name = `${hash(model.folder)}.${randomUUID()}`;
      const lockPath = join(folder, `${name}.lock`);
      try {
        mkdirSync(folder, { recursive: true });
        const lock = lockFile(lockPath);
        writeFileSync(join(folder, `${name}${LOADING}`), JSON.stringify(model));
        return () => {
          rmSync(join(folder, `${name}${LOADING}`), { force: true });
          rmSync(suspectedFile(model.folder), { force: true });
          lock?.release();
          rmSync(lockPath, { force: true });
        };
      } catch {
        return () => undefined;
      }
    },
    release(modelId) {
      for (const name of listNames(folder)) {
        if (!name.endsWith(CRASHED) && !name.endsWith(SUSPECTED)) continue;
        if (readRecord(join(folder, name))?.modelId === modelId) rmSync(join(folder, name), { force: true });
      }
    },
  };
}

function quarantineAbandoned(folder: string, lockFile: LockFile): void {
  for (const fileName of listNames(folder)) {
    if (!fileName.endsWith('.lock')) continue;
    const name = fileName.slice(0, -'.lock'.length);
    const lockPath = join(folder, fileName);
    const lock = tryLock(lockFile, lockPath);
    if (lock === null) continue;
    const loading = join(folder, `${name}${LOADING}`);
    const record = readRecord(loading);
    if (record !== null) enterDeath(folder, loading, record);
    lock.release();
    rmSync(lockPath, { force: true });
  }
}

function enterDeath(folder: string, loading: string, { folder: modelFolder }: LoadedFolder): void {
  const suspected = join(folder, `${hash(modelFolder)}${SUSPECTED}`);
  const isSecond = existsSync(suspected);
  renameSync(loading, isSecond ? join(folder, `${hash(modelFolder)}${CRASHED}`) : suspected);
  if (isSecond) rmSync(suspected, { force: true });
}

function tryLock(lockFile: LockFile, path: string): { release(): void } | null {
  try {
    return lockFile(path);
  } catch {
    return null;
  }
}

function listNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readRecord(path: string): LoadedFolder | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
