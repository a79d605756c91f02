import type { CacheLocation } from '../../models/cache/cacheLocation.ts';
import { refuseLocation } from '../../models/cache/moveTarget.ts';

/** Throws `cache-location-refused` (`environment`) where a setting would change nothing. */
export function assertMovable(location: CacheLocation, folder: string): void {
  if (location.source === 'environment') throw refuseLocation(folder, 'environment');
}
