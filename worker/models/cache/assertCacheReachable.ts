import { stat } from 'node:fs/promises';
import type { CacheLocation } from './cacheLocation.ts';
import { refuseLocation } from './moveTarget.ts';

/**
 * To be called before anything is written. Throws `cache-location-refused` (`vanished`) when the folder that the person
 * chose is not there: its disk is not connected, and what was made in its place would be hidden once it is.
 */
export async function assertCacheReachable({ path, source }: CacheLocation): Promise<void> {
  if (source !== 'setting' || (await isFolder(path))) return;
  throw refuseLocation(path, 'vanished');
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}
