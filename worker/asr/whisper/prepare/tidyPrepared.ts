import { readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSizes, MANIFEST, manifestSchema, UNFINISHED } from './preparedFolder.ts';

/** What was not used for longest goes first when prepared models together take more: our choice. */
const MAX_TOTAL_BYTES = 4 * 2 ** 30;
/** After this time a process that wrote into an unfinished folder is taken for dead. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

interface Entry {
  readonly folder: string;
  readonly sources: readonly string[];
  readonly usedAtMs: number;
  readonly bytes: number;
}

/**
 * Removes what nobody needs of the folder of prepared models: what was left unfinished, what was made of files that are
 * no longer there, what was made of `sources` but is not `keep` (by an older version of the program, or before they
 * changed), and what is too much, never `keep`. What cannot be removed, or read, stays.
 */
export async function tidyPrepared(
  root: string,
  keep: string,
  sources: readonly string[],
  maxTotalBytes = MAX_TOTAL_BYTES,
): Promise<void> {
  const entries: Entry[] = [];
  const kept = await Promise.all(sources.map((source) => realpath(source).catch(() => source)));
  for (const name of await readdir(root).catch(() => [])) {
    const folder = join(root, name);
    if (name.startsWith(UNFINISHED)) await removeAbandoned(folder);
    else if (name !== keep) {
      const entry = await readEntry(folder);
      if (entry === 'orphan' || (entry !== null && isSame(entry.sources, kept))) await remove(folder);
      else if (entry !== null) entries.push(entry);
    }
  }
  entries.sort((a, b) => b.usedAtMs - a.usedAtMs);
  let total = sum(await fileSizes(join(root, keep)).catch(() => ({})));
  for (const { folder, bytes } of entries) {
    total += bytes;
    if (total > maxTotalBytes) await remove(folder);
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Infinity }));
  if (mtimeMs < Date.now() - ABANDONED_AFTER_MS) await remove(folder);
}

async function readEntry(folder: string): Promise<Entry | 'orphan' | null> {
  try {
    const path = join(folder, MANIFEST);
    const { sources } = manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    for (const source of sources) if (!(await exists(source))) return 'orphan';
    return { folder, sources, usedAtMs: (await stat(path)).mtimeMs, bytes: sum(await fileSizes(folder)) };
  } catch {
    return null;
  }
}

/** A file that cannot be looked at, such as one on a disk that is not connected, counts as there. */
async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((item, index) => item === others[index]);
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

function sum(sizes: Readonly<Record<string, number>>): number {
  return Object.values(sizes).reduce((total, size) => total + size, 0);
}
