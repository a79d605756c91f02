import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createEvents } from './createEvents.ts';
import { openStores } from './openStores.ts';

it.runIf(process.platform !== 'win32')(
  'makes a data folder for its owner alone, and leaves the mode of one that is there',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'earshot-stores-'));
    try {
      const made = join(folder, 'share', 'earshot');
      const modes: number[] = [];
      for (const dataDir of [made, folder]) {
        const before = await stat(dataDir).catch(() => null);
        const { database } = await openStores(
          {
            appVersion: '1.2.3',
            dataDir,
            assetsDir: folder,
            offline: true,
            logLevel: 'error',
            unfinishedJobs: 'hold',
          },
          createEvents(),
        );
        database.close();
        const { mode } = await stat(dataDir);
        modes.push((mode & 0o777) - (before === null ? 0 : before.mode & 0o777));
      }
      expect(modes).toEqual([0o700, 0]);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
