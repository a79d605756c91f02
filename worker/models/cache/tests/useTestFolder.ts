import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Hook = (run: () => void) => void;

export interface TestFolderOptions {
  readonly beforeEach: Hook;
  readonly afterEach: Hook;
  /** Folder to make it in; that for temporary files by default. */
  readonly root?: string;
}

/** Another volume than that of temporary files, on Linux; elsewhere the same one, where the other path is taken. */
export const OTHER_VOLUME = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A new folder for each test of a file, removed after it. It is given the hooks of the test runner. */
export function useTestFolder({ beforeEach, afterEach, root = tmpdir() }: TestFolderOptions): {
  readonly path: string;
} {
  let path = '';
  beforeEach(() => {
    path = realpathSync(mkdtempSync(join(root, 'earshot-cache-')));
  });
  afterEach(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return {
    get path() {
      return path;
    },
  };
}
