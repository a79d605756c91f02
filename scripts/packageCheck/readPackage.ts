import { join } from 'node:path';
import asar from '@electron/asar';

export interface PackagedFile {
  /** In the package of the app, with slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Beside the archive, as a file of the disk. */
  readonly isUnpacked: boolean;
}

/** The files of `app.asar`, those that lie unpacked beside it included. */
export function readPackage(archive: string): readonly PackagedFile[] {
  return asar.listPackage(archive, { isPack: false }).flatMap((listed) => {
    const path = listed.replaceAll('\\', '/').replace(/^\//, '');
    const entry = asar.statFile(archive, join(path));
    if (!('size' in entry)) return [];
    return [{ path, sizeBytes: entry.size, isUnpacked: entry.unpacked === true }];
  });
}
