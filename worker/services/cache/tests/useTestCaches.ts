import { join } from 'node:path';
import { useTestFolder } from '../../../models/cache/tests/useTestFolder.ts';
import { openTestCache, type TestCache, type TestCacheOptions } from './openTestCache.ts';

type Hook = (run: () => void | Promise<void>) => void;

/** The data folder of a test, with its cache where it is at first, and whoever opens them. */
export interface TestCaches {
  /** For all that the test writes, the data folder included. */
  readonly path: string;
  readonly dataDir: string;
  readonly cacheDir: string;
  /** Opens the cache as another process would; it is closed after the test. */
  openCache(options?: Partial<TestCacheOptions>): Promise<TestCache>;
  /** Closes what is open, as the end of every process would. */
  closeAll(): Promise<void>;
}

/** New folders for each test of a file, removed after it. It is given the hooks of the test runner. */
export function useTestCaches(hooks: { readonly beforeEach: Hook; readonly afterEach: Hook }): TestCaches {
  const test = useTestFolder(hooks);
  const open: TestCache[] = [];
  // Hooks after a test run from the last to the first, so that the folder is still there.
  hooks.afterEach(closeAll);

  async function closeAll(): Promise<void> {
    for (const opened of open.splice(0)) await opened.close();
  }

  return {
    get path() {
      return test.path;
    },
    get dataDir() {
      return join(test.path, 'data');
    },
    get cacheDir() {
      return join(test.path, 'data', 'models');
    },
    async openCache(options = {}) {
      const opened = await openTestCache({ dataDir: join(test.path, 'data'), ...options });
      open.push(opened);
      return opened;
    },
    closeAll,
  };
}
