import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../../lib/makeFolder.ts';
import { weightFileBytes } from '../../../inference/weightFileBytes.ts';
import { syncFolder } from '../../../lib/syncFolder.ts';

/** What became of preparing a model: files with their sizes, or why it is better run as it was exported. */
const sources = z.array(z.string());
export const manifestSchema = z.union([
  z.object({ sources, files: z.record(z.string(), z.number()) }),
  z.object({ sources, refused: z.string() }),
]);
export type PreparedManifest = z.infer<typeof manifestSchema>;

export const MANIFEST = 'prepared.json';
export const UNFINISHED = '.unfinished-';

/**
 * A name for what is made of some ONNX files by some version of the program. It changes with the files' places, sizes and
 * times of change, of which one changes with the content; hashing the content would take longer than loading it.
 */
export async function preparedKey(sourcePaths: readonly string[], recipe: string): Promise<string> {
  const hash = createHash('sha256').update(recipe);
  for (const path of sourcePaths) {
    const target = await realpath(path);
    const { mtimeMs } = await stat(target);
    hash.update(JSON.stringify([target, mtimeMs, await weightFileBytes(path)]));
  }
  return hash.digest('hex').slice(0, 32);
}

/** The manifest of a prepared model whose files are all there in the sizes they were written in, or null. */
export async function readPrepared(folder: string): Promise<PreparedManifest | null> {
  try {
    const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')));
    if ('refused' in manifest) return manifest;
    for (const [name, bytes] of Object.entries(manifest.files)) {
      if ((await stat(join(folder, name))).size !== bytes) return null;
    }
    // The time of the last use, by which the oldest are found.
    await utimes(join(folder, MANIFEST), new Date(), new Date()).catch(() => undefined);
    return manifest;
  } catch {
    return null;
  }
}

/**
 * Makes a prepared model: `fill` writes files into an empty folder and returns null, or why it refuses. The folder
 * appears under its name only when it is whole. Returns null while another process makes the same one, and for an hour
 * after a process died over it, so that a model that takes the process down does so once. Throws what the file system
 * throws; nothing is left behind then.
 */
export async function makePrepared(
  root: string,
  key: string,
  sourcePaths: readonly string[],
  fill: (folder: string) => Promise<string | null>,
): Promise<PreparedManifest | null> {
  await makeFolder(root);
  const unfinished = join(root, `${UNFINISHED}${key}`);
  if (!(await claim(unfinished))) return null;
  try {
    const refused = await fill(unfinished);
    if (refused !== null) await removeFiles(unfinished);
    const made = refused === null ? { files: await fileSizes(unfinished) } : { refused };
    const manifest = { sources: await Promise.all(sourcePaths.map((path) => realpath(path))), ...made };
    await writeFile(join(unfinished, MANIFEST), JSON.stringify(manifest), { flush: true });
    await syncFolder(unfinished);
    await putInPlace(unfinished, join(root, key));
    return manifest;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** False when the folder is there: only one process makes it. */
async function claim(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** A damaged one gives way. */
async function putInPlace(unfinished: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
}

async function removeFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name));
}

/** Bytes by name of what is in a folder without folders. */
export async function fileSizes(folder: string): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const name of await readdir(folder)) sizes[name] = (await stat(join(folder, name))).size;
  return sizes;
}
