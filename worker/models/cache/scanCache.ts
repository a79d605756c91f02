import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../contract/index.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { parseRepoFolderName } from './cacheLayout.ts';
import type { CachedRepository, CacheScan, CacheWarning } from './cachedRepository.ts';
import { errnoOf } from './errnoOf.ts';
import { IGNORED_FILES } from './listEntries.ts';
import { scanRepository } from './scanRepository.ts';
import { findSharedStore, listSharedContents } from './sharedStore.ts';
import { sumSizes } from './sumSizes.ts';

/** Tells when a repository was last used; a part of `CacheLedger`. */
export interface LastUsedLedger {
  /** @param folderName `models--org--name` */
  getLastUsedAtMs(folderName: string): Promise<number | null>;
}

export interface ScanCacheOptions {
  readonly cacheDir: string;
  readonly ledger?: LastUsedLedger;
}

/** Entries of a cache's root that are not repositories and not mistakes. */
const ROOT_ENTRIES: ReadonlySet<string> = new Set(['.locks', 'CACHEDIR.TAG', ...IGNORED_FILES]);

/** Repositories read at once: our choice, a few times the four threads that Node reads files with. */
const PARALLEL = 16;

/**
 * Lists everything in a hub cache, sized. A folder that does not exist is an empty cache. One bad entry is a warning,
 * never an error. Throws `permission-denied` if the folder itself cannot be read, `invalid-request` if it is a file.
 */
export async function scanCache({ cacheDir, ledger }: ScanCacheOptions): Promise<CacheScan> {
  const warnings: CacheWarning[] = [];
  const repositories: CachedRepository[] = [];
  const entries = [...(await listRoot(cacheDir))];
  const store = await findSharedStore(cacheDir);
  const scanNext = async (): Promise<void> => {
    for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
      const path = join(cacheDir, entry.name);
      if (ROOT_ENTRIES.has(entry.name) || path === store) continue;
      const name = parseRepoFolderName(entry.name);
      if (!(await isFolder(path, entry))) warnings.push({ path, reason: 'not-a-folder' });
      else if (name === null) warnings.push({ path, reason: 'not-a-repository' });
      else {
        const lastUsedAtMs = (await ledger?.getLastUsedAtMs(entry.name)) ?? null;
        repositories.push(await scanRepository(path, name, lastUsedAtMs, store));
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, scanNext));
  repositories.sort((a, b) => (a.folder < b.folder ? -1 : 1));
  return {
    cacheDir,
    repositories,
    warnings: [...warnings, ...repositories.flatMap((repository) => repository.warnings)],
    sizeBytes: sumSizes(repositories),
    partialBytes: sum(repositories.flatMap(({ partials }) => partials.map(({ sizeBytes }) => sizeBytes))),
    orphanBytes: sum([
      await measureUnusedContents(store, repositories),
      ...repositories.flatMap(({ orphans, leftovers }) =>
        [...orphans, ...leftovers].map(({ sizeBytes }) => sizeBytes),
      ),
    ]),
  };
}

/** Shared content that no revision uses. */
async function measureUnusedContents(
  store: string | null,
  repositories: readonly CachedRepository[],
): Promise<number> {
  if (store === null) return 0;
  const links = repositories.flatMap(({ sharedBlobs = [] }) => sharedBlobs);
  const used = new Set(links.filter(({ isUsed }) => isUsed).map(({ hash }) => hash));
  const contents = await listSharedContents(store);
  return sum(contents.filter(({ hash }) => !used.has(hash)).map(({ info }) => info.size));
}

async function listRoot(cacheDir: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(cacheDir, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    if (errnoOf(error) !== 'ENOTDIR') throw toFileError(error, cacheDir);
    throw new AppError('invalid-request', 'The cache is not a folder.', {
      details: { path: cacheDir, reason: 'not-a-folder' },
      cause: error,
    });
  }
}

async function isFolder(path: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
