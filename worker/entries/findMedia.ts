import { glob, readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';

/** Containers and elementary streams that people record or receive meetings in, all read by FFmpeg. */
const MEDIA_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    '.3g2 .3gp .aac .ac3 .aif .aifc .aiff .amr .ape .asf .au .avi .caf .dts .eac3 .f4v .flac .flv .m2ts .m4a .m4b .m4v ' +
    '.mka .mkv .mov .mp2 .mp3 .mp4 .mpeg .mpg .mts .mxf .oga .ogg .ogv .opus .qt .ra .rm .spx .tta .vob .w64 .wav ' +
    '.webm .wma .wmv .wv'
  ).split(' '),
);

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
