import type { JobRunner } from '../../jobs/jobRun.ts';
import { assertMovable } from './assertMovable.ts';
import { checkAdoption } from './checkAdoption.ts';
import { reportStage } from './reportStage.ts';
import { switchCacheFolder, type SwitchCacheOptions } from './switchCacheFolder.ts';

/**
 * Makes another folder the cache as it is; that of before stays as it was. Throws as `checkAdoption`, and
 * `cache-location-refused` (`environment`).
 */
export function createAdoptCacheRunner(options: SwitchCacheOptions): JobRunner<'adopt-cache'> {
  const { cache } = options;
  return {
    lane: 'cache',
    async run({ params: { folder } }, context) {
      reportStage(context, 'wait');
      // Refused at once rather than after a long wait.
      await checkAdoption(folder);
      const release = await cache.content.own(context.signal);
      try {
        assertMovable(cache.location(), folder);
        const cacheDir = await checkAdoption(folder);
        await switchCacheFolder(options, cacheDir, () => cache.uses.own(context.signal));
        return { cacheDir };
      } finally {
        release();
      }
    },
  };
}
