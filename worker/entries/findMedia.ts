import { glob, readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { MEDIA_EXTENSIONS } from '../contract/index.ts';

const GLOB_CHARACTERS = /[*?[{]/;

export interface MediaInput {
  /** As it is shown: what was typed, or the path found below it. */
  readonly file: string;
  readonly path: string;
}

/**
 * Files for what was typed, each once, in order. A file is taken whatever its name; folders (with their sub-folders)
 * and patterns give the files with a media extension, sorted. What does not exist and is no pattern is kept, so that
 * it is reported like any other file that cannot be read. `unmatched` are folders and patterns that gave nothing.
 */
export async function findMedia(
  inputs: readonly string[],
  cwd: string = process.cwd(),
): Promise<{ readonly media: readonly MediaInput[]; readonly unmatched: readonly string[] }> {
  const found = new Map<string, MediaInput>();
  const unmatched: string[] = [];
  for (const input of inputs) {
    const files = await expandInput(input, cwd);
    if (files.length === 0) unmatched.push(input);
    for (const file of files) {
      const path = resolve(cwd, file);
      if (!found.has(path)) found.set(path, { file, path });
    }
  }
  return { media: [...found.values()], unmatched };
}

async function expandInput(input: string, cwd: string): Promise<readonly string[]> {
  const entry = await stat(resolve(cwd, input)).catch(() => null);
  if (entry?.isDirectory() === true) return listMedia(input, cwd);
  if (entry !== null || !GLOB_CHARACTERS.test(input)) return [input];
  const files: string[] = [];
  for await (const file of glob(input, { cwd })) {
    if (!hasMediaExtension(file)) continue;
    const matched = await stat(resolve(cwd, file)).catch(() => null);
    if (matched?.isDirectory() !== true) files.push(file);
  }
  return files.sort();
}

async function listMedia(folder: string, cwd: string): Promise<readonly string[]> {
  const entries = await readdir(resolve(cwd, folder), { withFileTypes: true });
  const lists = await Promise.all(
    entries
      .filter((entry) => !entry.name.startsWith('.'))
      .map((entry) => {
        const path = join(folder, entry.name);
        // A link to a folder is not followed: it may lead back here.
        if (entry.isDirectory()) return listMedia(path, cwd);
        return hasMediaExtension(entry.name) ? [path] : [];
      }),
  );
  return lists.flat().sort();
}

function hasMediaExtension(name: string): boolean {
  return MEDIA_EXTENSIONS.has(extname(name).toLowerCase());
}
