import { access, constants } from 'node:fs/promises';
import type { CacheScan } from './cachedRepository.ts';
import { type AmbientCache, type Environment, findAmbientCaches } from './cacheLocation.ts';
import { identifyFile } from './fileIdentity.ts';
import { scanCache } from './scanCache.ts';

/** A hub cache of other programs on this computer. */
export interface OtherCache extends AmbientCache {
  /** Null where it cannot be read. */
  readonly scan: CacheScan | null;
  /** False where Earshot could use the models and never download more to it. */
  readonly isWritable: boolean;
}

export interface FindOtherCachesOptions {
  readonly environment: Environment;
  /** Home folder; the person's by default. */
  readonly home?: string;
  /** Our own cache, which is none of the others whatever way it is reached. */
  readonly cacheDir: string;
}

/** Finds and sizes the hub caches that the environment names, and the usual one; never writes to any of them. */
export async function findOtherCaches({
  environment,
  home,
  cacheDir,
}: FindOtherCachesOptions): Promise<readonly OtherCache[]> {
  const seen = new Set([await identifyFile(cacheDir)]);
  const caches: OtherCache[] = [];
  for (const ambient of await findAmbientCaches(environment, ...(home === undefined ? [] : [home]))) {
    const identity = await identifyFile(ambient.path);
    if (identity === null || seen.has(identity)) continue;
    seen.add(identity);
    const scan = await scanCache({ cacheDir: ambient.path }).catch(() => null);
    const isWritable = await access(ambient.path, constants.W_OK).then(
      () => true,
      () => false,
    );
    caches.push({ ...ambient, scan, isWritable });
  }
  return caches;
}
