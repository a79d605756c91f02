import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasErrorCode, isAbortError } from '../worker/contract/index.ts';

export interface FilesFromSystemOptions {
  /** Starts to transcribe one file. */
  readonly transcribe: (path: string) => Promise<unknown>;
  /** Why a file could not be taken. */
  readonly onRefused: (error: unknown) => void;
}

/**
 * Recordings that the system hands over: opened with Earshot, dropped on its icon, named on a command line. They may come
 * before there is a worker, or while it restarts; they then wait for the next one.
 */
export interface FilesFromSystem {
  add(paths: readonly string[]): void;
  /** To be called whenever a worker has been started. */
  flush(): Promise<void>;
}

export function createFilesFromSystem({ transcribe, onRefused }: FilesFromSystemOptions): FilesFromSystem {
  const waiting: string[] = [];
  let flushed: Promise<void> = Promise.resolve();

  /** One after the other, so that they are queued in the order in which they were given. */
  async function hand(): Promise<void> {
    for (let path = waiting[0]; path !== undefined; path = waiting[0]) {
      if (!(await accept(path))) return;
      waiting.shift();
    }
  }

  /** After the one before, which may be about to find out that its worker is gone. */
  function flush(): Promise<void> {
    flushed = flushed.then(hand);
    return flushed;
  }

  /** False: there is no worker, so that it has to be asked again. */
  async function accept(path: string): Promise<boolean> {
    try {
      await transcribe(path);
    } catch (error) {
      if (hasErrorCode(error, 'worker-exited') || isAbortError(error)) return false;
      onRefused(error);
    }
    return true;
  }

  return {
    add(paths) {
      waiting.push(...paths);
      void flush();
    },
    flush,
  };
}

/**
 * The files that a command line names, by path or, as Linux desktops do for the `%U` of a menu entry, by `file:` address:
 * what is no option and is there. Everything else is ignored, since the system and Chromium put options of their own on it.
 * @param argv without the program, and without the script where there is one
 */
export function findFilesInArguments(argv: readonly string[], workingDirectory: string): string[] {
  return argv
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .map((argument) => toPath(argument, workingDirectory))
    .filter(isFile);
}

function toPath(argument: string, workingDirectory: string): string {
  try {
    if (/^file:\/\//i.test(argument)) return fileURLToPath(argument);
  } catch {
    // Of another computer, or with an encoded separator: then it is no address, and most likely no file.
  }
  return resolve(workingDirectory, argument);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // A name with a NUL, or a folder that may not be looked into.
    return false;
  }
}
