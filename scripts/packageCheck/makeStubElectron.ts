import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** How Electron's program marks where its fuses are: a text, a version, their number, then one character each. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSE_VERSION = 1;
/** As in a program that was not touched: `1` is on, `0` is off, in the order of `FuseV1Options`. */
const FUSES = '101100011';

/**
 * Makes a folder that has the layout of an Electron distribution for Linux and a program that does nothing. Its fuses are
 * where those of the real one are, so that packaging can set them and the check can read them.
 */
export async function makeStubElectron(folder: string): Promise<void> {
  const files: readonly (readonly [path: string, content: string | Buffer])[] = [
    [
      'electron',
      Buffer.concat([
        Buffer.from('#!/bin/sh\nexit 1\n'),
        Buffer.from(FUSE_SENTINEL, 'ascii'),
        Buffer.from([FUSE_VERSION, FUSES.length]),
        Buffer.from(FUSES, 'ascii'),
      ]),
    ],
    ['version', '0.0.0'],
    ['LICENSE', 'A stub of Electron.'],
    ['LICENSES.chromium.html', 'A stub of Chromium.'],
    ['locales/en-US.pak', ''],
    ['locales/de.pak', ''],
  ];
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await chmod(join(folder, 'electron'), 0o755);
}
