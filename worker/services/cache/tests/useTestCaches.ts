import { join } from 'node:path';
import { useTestFolder } from '../../../models/cache/tests/useTestFolder.ts';
import { openTestCache, type TestCache, type TestCacheOptions } from './openTestCache.ts';

type Hook = (run: () => void | Promise<void>) => void;

export interface TestCachesOptions {
  readonly beforeEach: Hook;
  readonly afterEach: Hook;
  /** Writes what every test finds in the cache; without it, there is none. */
  readonly writeModels?: (cacheDir: string) => void;
}

/** The data folder of a test, with its cache where it is at first, and whoever opens them. */
export interface TestCaches {
  /** For all that the test writes, the data folder included. */
  readonly path: string;
  readonly dataDir: string;
  readonly cacheDir: string;
  /** Another place for a cache, where there is nothing yet. */
  readonly otherDir: string;
  /** Opens the cache as another process would; it is closed after the test. */
  openCache(options?: Partial<TestCacheOptions>): Promise<TestCache>;
  /** Closes what is open, as the end of every process would. */
  closeAll(): Promise<void>;
}

/** New folders for each test of a file, removed after it. It is given the hooks of the test runner. */
export function useTestCaches({ beforeEach, afterEach, writeModels }: TestCachesOptions): TestCaches {
  const test = useTestFolder({ beforeEach, afterEach });
  const dataDir = () => join(test.path, 'data');
  const cacheDir = () => join(dataDir(), 'models');
  const open: TestCache[] = [];
  beforeEach(() => writeModels?.(cacheDir()));
  // Hooks after a test run from the last to the first, so that the folder is still there.
  afterEach(closeAll);

  async function closeAll(): Promise<void> {
    for (const opened of open.splice(0)) await opened.close();
  }

  return {
    get path() {
      return test.path;
    },
    get dataDir() {
      return dataDir();
    },
    get cacheDir() {
      return cacheDir();
    },
    get otherDir() {
      return join(test.path, 'other');
    },
    async openCache(options = {}) {
      const opened = await openTestCache({ dataDir: dataDir(), ...options });
      open.push(opened);
      return opened;
    },
    closeAll,
  };
}
