import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../../lib/makeFolder.ts';
import { syncFolder } from '../../../lib/syncFolder.ts';

/** What became of preparing a model: files with their sizes, or why it is better run as it was exported. */
const manifestSchema = z.union([
  z.object({ files: z.record(z.string(), z.number()) }),
  z.object({ refused: z.string() }),
]);
export type PreparedManifest = z.infer<typeof manifestSchema>;

const MANIFEST = 'prepared.json';
const UNFINISHED = '.unfinished-';

/** Oldest go first when prepared models together take more: our choice, the base model in every dtype takes 0.5 GB. */
const MAX_TOTAL_BYTES = 4 * 2 ** 30;
/** After this time a process that wrote into an unfinished folder is taken for dead. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/**
 * A name for what is made of some files by some version of the program: changes with the files' places, sizes and
 * times of change, of which none can stay the same when the content of a model changes. Hashing the content would take
 * longer than loading it.
 */
export async function preparedKey(sourcePaths: readonly string[], recipe: string): Promise<string> {
  const hash = createHash('sha256').update(recipe);
  for (const path of sourcePaths) {
    const target = await realpath(path);
    const { size, mtimeMs } = await stat(target);
    hash.update(JSON.stringify([target, size, mtimeMs]));
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
  fill: (folder: string) => Promise<string | null>,
): Promise<PreparedManifest | null> {
  await makeFolder(root);
  await removeAbandoned(root);
  const unfinished = join(root, `${UNFINISHED}${key}`);
  if (!(await claim(unfinished))) return null;
  try {
    const refused = await fill(unfinished);
    if (refused !== null) await removeFiles(unfinished);
    const manifest = refused === null ? { files: await fileSizes(unfinished) } : { refused };
    await writeFile(join(unfinished, MANIFEST), JSON.stringify(manifest), { flush: true });
    await syncFolder(unfinished);
    await putInPlace(unfinished, join(root, key));
    await removeOld(root, key);
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

async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const folder = join(root, name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < Date.now() - ABANDONED_AFTER_MS) await rm(folder, { recursive: true, force: true });
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

async function fileSizes(folder: string): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const name of await readdir(folder)) sizes[name] = (await stat(join(folder, name))).size;
  return sizes;
}

/** Removes what was not used for longest while all together is too much; never `keep`. What cannot be removed stays. */
async function removeOld(root: string, keep: string): Promise<void> {
  const entries: { folder: string; usedAtMs: number; bytes: number }[] = [];
  for (const name of await readdir(root)) {
    const folder = join(root, name);
    try {
      const { mtimeMs } = await stat(join(folder, MANIFEST));
      const sizes = Object.values(await fileSizes(folder));
      const bytes = sizes.reduce((total, size) => total + size, 0);
      entries.push({ folder, usedAtMs: name === keep ? Infinity : mtimeMs, bytes });
    } catch {
      continue;
    }
  }
  entries.sort((a, b) => b.usedAtMs - a.usedAtMs);
  let total = 0;
  for (const { folder, usedAtMs, bytes } of entries) {
    total += bytes;
    if (total > MAX_TOTAL_BYTES && usedAtMs !== Infinity) {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
