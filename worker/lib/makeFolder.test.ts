import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from './makeFolder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-make-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('makeFolder', () => {
  it('makes what is missing and leaves what is there', async () => {
    const path = join(folder, 'a', 'b', 'c');
    expect([await makeFolder(path), await makeFolder(path), await makeFolder('/')]).toEqual([
      true,
      false,
      false,
    ]);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it('makes one folder for all that ask at once', async () => {
    const path = join(folder, 'a', 'b');
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it.runIf(process.platform === 'linux')('gives up where the system makes no folders', async () => {
    await expect(makeFolder('/proc/earshot/models')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says what is in the way', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(folder, 'file', 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});
