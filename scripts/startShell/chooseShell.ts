import { findElectron } from '../../e2e/electron/findElectron.ts';
import type { FetchElectronOptions } from './fetchElectron.ts';
import { FetchFailure } from './fetchFailure.ts';
import type { FetchMemory } from './fetchMemory.ts';

/** Where Earshot opens: in a window of Electron's program, or in the browser for a reason that completes a sentence. */
export type Shell = { readonly program: string } | { readonly program: null; readonly reason: string };

export interface ChooseShellOptions {
  /** Folder of the npm package `electron`. */
  readonly packageDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The person asked for the program to be fetched, whatever happened before. */
  readonly isAsked: boolean;
  readonly memory: FetchMemory;
  /** Throws FetchFailure. */
  readonly fetch: (options: Pick<FetchElectronOptions, 'packageDir' | 'env'>) => Promise<void>;
}

const RETRY = 'npm start -- --fetch tries again';

/** Decides where Earshot opens, and tries once to fetch Electron's program where it is missing. */
export async function chooseShell(options: ChooseShellOptions): Promise<Shell> {
  const { packageDir, env, platform, isAsked, memory, fetch } = options;
  if (!hasScreen(env, platform)) return inBrowser('there is no screen here for a window');
  const found = findElectron(env, { platform, packageDir });
  if (found !== null) return { program: found };
  const refusal = findRefusal(env, isAsked);
  if (refusal !== null) return inBrowser(refusal);
  const known = isAsked ? null : await memory.recall();
  if (known !== null) {
    return inBrowser(`Electron's program could not be fetched lately (${known}); ${RETRY}`);
  }
  try {
    await fetch({ packageDir, env });
  } catch (error) {
    const reason = error instanceof FetchFailure ? error.reason : String(error);
    await memory.remember(reason);
    return inBrowser(`Electron's program cannot be fetched (${reason}); ${RETRY}`);
  }
  await memory.forget();
  const fetched = findElectron(env, { platform, packageDir });
  return fetched === null
    ? inBrowser("Electron's program was fetched and is not there; npx install-electron says why")
    : { program: fetched };
}

function inBrowser(reason: string): Shell {
  return { program: null, reason };
}

/** X11 and Wayland say where the screen is; macOS and Windows have one. */
function hasScreen(env: ChooseShellOptions['env'], platform: NodeJS.Platform): boolean {
  return platform !== 'linux' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
}

/** Why nothing is to be fetched; null when it may be. */
function findRefusal(env: ChooseShellOptions['env'], isAsked: boolean): string | null {
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (folder) return `Electron's program is not in ${folder}, which ELECTRON_OVERRIDE_DIST_PATH names`;
  if (isAsked) return null;
  if (env['ELECTRON_SKIP_BINARY_DOWNLOAD']) {
    return "ELECTRON_SKIP_BINARY_DOWNLOAD keeps Electron's program from being fetched";
  }
  if (env['npm_config_offline'] === 'true') return "npm is offline, and Electron's program is not here";
  if (env['CI']) return "Electron's program is not here, and a build server (CI) does not fetch it";
  return null;
}
