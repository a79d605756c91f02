import { readCache } from './readCache.ts';

/** Everything in a cache but its tag, which every program writes in its own words. */
export function readModels(cacheDir: string): Record<string, string> {
  const { 'CACHEDIR.TAG': _tag, ...models } = readCache(cacheDir);
  return models;
}
