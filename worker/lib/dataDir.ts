import { homedir } from 'node:os';
import { join, posix, resolve, win32 } from 'node:path';

export interface DataDirSources {
  /** What `--data-dir` says, or null. */
  readonly option: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

/**
 * The folder of library, settings and logs, shared with the desktop app: the option, else EARSHOT_DATA_DIR, else the
 * system's place for data of applications (XDG Base Directory on Linux, Application Support on macOS, APPDATA on Windows).
 */
export function getDataDir({
  option,
  env,
  platform = process.platform,
  home = homedir(),
}: DataDirSources): string {
  const chosen = option ?? (env['EARSHOT_DATA_DIR'] || null);
  if (chosen !== null) return resolve(chosen);
  if (platform === 'win32') {
    return win32.join(env['APPDATA'] || win32.join(home, 'AppData', 'Roaming'), 'Earshot');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Earshot');
  // The specification says to ignore relative paths.
  const xdg = env['XDG_DATA_HOME'] ?? '';
  return posix.join(posix.isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'earshot');
}
