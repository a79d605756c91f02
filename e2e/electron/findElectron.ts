import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('../../node_modules/electron', import.meta.url));

/** As Electron's own installer names them. */
const PROGRAMS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: join('Electron.app', 'Contents', 'MacOS', 'Electron'),
  win32: 'electron.exe',
};

/**
 * Electron's program, where it has been unpacked: in the folder that ELECTRON_OVERRIDE_DIST_PATH names, or in its npm
 * package, whose installer fetches it apart from `npm ci`. Null where there is none. Never starts a download, which
 * importing the package would.
 */
export function findElectron(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH'] || join(PACKAGE, 'dist');
  const program = join(folder, PROGRAMS[platform] ?? 'electron');
  return existsSync(program) ? program : null;
}
