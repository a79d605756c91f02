import { join } from 'node:path';
import { getDataDir } from '../worker/lib/dataDir.ts';

/** Where the parts of the app lie, and where it keeps things. */
export interface AppPaths {
  /** Library, settings and logs; the command line uses the same folder. */
  readonly dataDir: string;
  /** What Chromium and main itself keep. */
  readonly profileDir: string;
  readonly logsDir: string;
  /** Models and samples that ship with Earshot. */
  readonly assetsDir: string;
  readonly sampleFile: string;
  /** Icon of windows where the system takes none from the program. */
  readonly iconFile: string;
  readonly pageDir: string;
  readonly preloadFile: string;
  readonly workerEntry: string;
}

export interface FindPathsOptions {
  /** The folder of the package, or its archive. */
  readonly appDir: string;
  /** Where a packaged app has what is not in its archive; null when it runs from its sources. */
  readonly resourcesDir: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function findPaths({ appDir, resourcesDir, env }: FindPathsOptions): AppPaths {
  const dataDir = getDataDir({ option: null, env });
  const assetsDir = join(resourcesDir ?? appDir, 'assets');
  return {
    dataDir,
    profileDir: join(dataDir, 'desktop'),
    logsDir: join(dataDir, 'logs'),
    assetsDir,
    sampleFile: join(assetsDir, 'samples', 'project-meeting.ogg'),
    iconFile: join(assetsDir, 'icons', '512x512.png'),
    pageDir: join(appDir, 'dist', 'page'),
    preloadFile: join(appDir, 'dist', 'preload', 'preload.cjs'),
    workerEntry: join(appDir, 'dist', 'worker', 'entries', 'utilityProcess.js'),
  };
}
