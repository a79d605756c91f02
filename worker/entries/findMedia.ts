import type { Dirent } from 'node:fs';
import { glob, opendir, readdir, stat } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { MEDIA_EXTENSIONS } from '../contract/index.ts';
import { toFileError } from '../lib/toFileError.ts';

const GLOB_CHARACTERS = /[*?[{]/;

export interface MediaInput {
  /** As it is shown: what was typed, or the path found below it. */
  readonly file: string;
  readonly path: string;
}

/** A folder, as typed or as found below one, whose content the system does not tell, and why. */
export interface UnlistedFolder {
  readonly folder: string;
  readonly error: unknown;
}

export interface FoundMedia {
  readonly media: readonly MediaInput[];
  /** Folders and patterns that gave nothing. */
  readonly unmatched: readonly string[];
  /** What is in them is not among the rest: whoever asked is told so. */
  readonly unlisted: readonly UnlistedFolder[];
}

/**
 * Files for what was typed, each once, in order. A file is taken whatever its name; folders (with their sub-folders)
 * and patterns give the files with a media extension, sorted. What does not exist and is no pattern is kept, so that
 * it is reported like any other file that cannot be read.
 */
export async function findMedia(inputs: readonly string[], cwd: string = process.cwd()): Promise<FoundMedia> {
  const found = new Map<string, MediaInput>();
  const unmatched: string[] = [];
  const unlisted = new Map<string, UnlistedFolder>();
  for (const input of inputs) {
    const { files, failed } = await expandInput(input, cwd);
    if (files.length === 0 && failed.length === 0) unmatched.push(input);
    for (const failure of failed) unlisted.set(resolve(cwd, failure.folder), failure);
    for (const file of files) {
      const path = resolve(cwd, file);
      if (!found.has(path)) found.set(path, { file, path });
    }
  }
  return { media: [...found.values()], unmatched, unlisted: [...unlisted.values()] };
}

interface Expanded {
  readonly files: readonly string[];
  readonly failed: readonly UnlistedFolder[];
}

async function expandInput(input: string, cwd: string): Promise<Expanded> {
  const entry = await stat(resolve(cwd, input)).catch(() => null);
  if (entry?.isDirectory() === true) return listMedia(input, cwd);
  if (entry !== null || !GLOB_CHARACTERS.test(input)) return { files: [input], failed: [] };
  return matchMedia(input, cwd);
}

/** `glob` is silent about folders that it may not list; it shows each that it enters or passes to `exclude`. */
async function matchMedia(pattern: string, cwd: string): Promise<Expanded> {
  const beforeWildcard = pattern.slice(0, pattern.search(GLOB_CHARACTERS));
  const top = resolve(cwd, dirname(`${beforeWildcard}*`));
  const entered = new Set<string>();
  const files: string[] = [];
  const exclude = (entry: Dirent) => {
    const path = resolve(cwd, entry.parentPath, entry.name);
    // Above, names are looked up, which needs no list of them: many systems show that of /home to nobody.
    if (entry.isDirectory() && path.startsWith(top)) entered.add(path);
    return false;
  };
  for await (const entry of glob(pattern, { cwd, withFileTypes: true, exclude })) {
    if (!hasMediaExtension(entry.name)) continue;
    const path = resolve(cwd, entry.parentPath, entry.name);
    const matched = await stat(path).catch(() => null);
    if (matched?.isDirectory() !== true) files.push(nameAsTyped(path));
  }
  const failed: UnlistedFolder[] = [];
  for (const path of [...entered].sort()) {
    const failure = await tryToList(path);
    if (failure !== null) failed.push(failure);
  }
  return { files: files.sort(), failed };

  function nameAsTyped(path: string): string {
    return isAbsolute(pattern) ? path : relative(cwd, path) || '.';
  }

  async function tryToList(path: string): Promise<UnlistedFolder | null> {
    try {
      await (await opendir(path)).close();
      return null;
    } catch (error) {
      return { folder: nameAsTyped(path), error: toFileError(error, path) };
    }
  }
}

async function listMedia(folder: string, cwd: string): Promise<Expanded> {
  const path = resolve(cwd, folder);
  let entries: Dirent[];
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    return { files: [], failed: [{ folder, error: toFileError(error, path) }] };
  }
  const parts = await Promise.all(
    entries
      .filter((entry) => !entry.name.startsWith('.'))
      .map((entry): Expanded | Promise<Expanded> => {
        const file = join(folder, entry.name);
        // A link to a folder is not followed: it may lead back here.
        if (entry.isDirectory()) return listMedia(file, cwd);
        return { files: hasMediaExtension(entry.name) ? [file] : [], failed: [] };
      }),
  );
  return { files: parts.flatMap(({ files }) => files).sort(), failed: parts.flatMap(({ failed }) => failed) };
}

function hasMediaExtension(name: string): boolean {
  return MEDIA_EXTENSIONS.has(extname(name).toLowerCase());
}
