import type { Dirent } from 'node:fs';
import { glob, readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
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
  const files: string[] = [];
  for await (const file of glob(input, { cwd })) {
    if (!hasMediaExtension(file)) continue;
    const matched = await stat(resolve(cwd, file)).catch(() => null);
    if (matched?.isDirectory() !== true) files.push(file);
  }
  return { files: files.sort(), failed: [] };
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
