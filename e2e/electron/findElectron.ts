import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the npm package. */
export const ELECTRON_PACKAGE = fileURLToPath(new URL('../../node_modules/electron', import.meta.url));

/** As Electron's own installer names them. */
const PROGRAMS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: join('Electron.app', 'Contents', 'MacOS', 'Electron'),
  win32: 'electron.exe',
};

/**
 * Electron's program, where it has been unpacked: in the folder that ELECTRON_OVERRIDE_DIST_PATH names, or in its npm
 * package, whose installer fetches it apart from `npm ci` and writes `path.txt` when all of it is there. Null where there
 * is none. Never starts a download, which importing the package would.
 */
export function findElectron(
  env: Readonly<Record<string, string | undefined>>,
  {
    platform = process.platform,
    packageDir = ELECTRON_PACKAGE,
  }: { readonly platform?: NodeJS.Platform; readonly packageDir?: string } = {},
): string | null {
  const name = PROGRAMS[platform] ?? 'electron';
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (folder) return findFile(join(folder, name));
  return existsSync(join(packageDir, 'path.txt')) ? findFile(join(packageDir, 'dist', name)) : null;
}

function findFile(path: string): string | null {
  return existsSync(path) ? path : null;
}
