import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findWriteObstacle } from './findWriteObstacle.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-place-'));
  await mkdir(join(folder, 'folder'));
  await writeFile(join(folder, 'file'), '');
});

afterEach(async () => rm(folder, { recursive: true }));

async function obstacles(name: string) {
  const path = join(folder, name);
  return [await findWriteObstacle(path, false), await findWriteObstacle(path, true)];
}

describe('what keeps a file from being written', () => {
  it.each([
    ['nothing where nothing is', 'new', [null, null]],
    ['a file, unless it may be replaced', 'file', ['exists', null]],
    ['a folder of that name', 'folder', ['is-folder', 'is-folder']],
    ['a folder that is not there', 'none/new', ['no-folder', 'no-folder']],
    ['a file in the place of the folder', 'file/new', ['no-folder', 'no-folder']],
  ])('is %s', async (_case, name, expected) => {
    expect(await obstacles(name)).toEqual(expected);
  });

  it.runIf(process.platform !== 'win32')('is a pipe, also one that a link leads to', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await symlink('pipe', join(folder, 'link'));
    for (const name of ['pipe', 'link']) expect(await obstacles(name)).toEqual(['not-a-file', 'not-a-file']);
  });
});
