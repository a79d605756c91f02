import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const packageSchema = z.object({ name: z.literal('earshot'), version: z.string() });

export interface AppRoot {
  /** Folder of models and samples that ship with Earshot. */
  readonly assetsDir: string;
  /** Folder of the page as it is built for browsers; absent until it is built. */
  readonly pageDir: string;
  readonly version: string;
}

/** Finds the folder of this package upwards from a module of it: sources and builds are at different depths. */
export function findAppRoot(moduleUrl: string): AppRoot {
  let folder = dirname(fileURLToPath(moduleUrl));
  for (;;) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const parsed = packageSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      if (parsed.success) {
        const { version } = parsed.data;
        return { assetsDir: join(folder, 'assets'), pageDir: join(folder, 'dist', 'page'), version };
      }
    }
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${moduleUrl} is not inside the earshot package.`);
    folder = parent;
  }
}
