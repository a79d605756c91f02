import { createHash } from 'node:crypto';
import { resolve } from 'node:path';

/** Eight hex digits that name this installation's partial downloads: those of one data folder, now and later. */
export function getInstallationTag(dataDir: string): string {
  return createHash('sha256')
    .update(`earshot\0${resolve(dataDir)}`)
    .digest('hex')
    .slice(0, 8);
}
