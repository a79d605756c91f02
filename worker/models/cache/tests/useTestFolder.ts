import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Hook = (run: () => void) => void;

/** A new folder for each test of a file, removed after it. It is given the hooks of the test runner. */
export function useTestFolder({
  beforeEach,
  afterEach,
}: {
  readonly beforeEach: Hook;
  readonly afterEach: Hook;
}): { readonly path: string } {
  let path = '';
  beforeEach(() => {
    path = realpathSync(mkdtempSync(join(tmpdir(), 'earshot-cache-')));
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
