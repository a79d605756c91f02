import { createHash } from 'node:crypto';
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobPath, snapshotPath } from '../cache/cacheLayout.ts';
import { type LinkKind, linkSnapshotFile } from './linkSnapshotFile.ts';

const COMMIT = 'c'.repeat(40);
const CONTENT = 'weights';
const ETAG = createHash('sha256').update(CONTENT).digest('hex');

let sandbox = '';
let repoFolder = '';
beforeEach(async () => {
  sandbox = await mkdtemp(join(tmpdir(), 'earshot-link-'));
  repoFolder = join(sandbox, 'models--org--name');
  await mkdir(join(repoFolder, 'blobs'), { recursive: true });
  await writeFile(blobPath(repoFolder, ETAG), CONTENT);
});
afterEach(async () => {
  await rm(sandbox, { recursive: true, force: true });
});

const file = 'onnx/model.onnx';
const target = () => snapshotPath(repoFolder, COMMIT, file);
const linkBy = (...kinds: readonly LinkKind[]) =>
  linkSnapshotFile({ repoFolder, commit: COMMIT, file, etag: ETAG, kinds });
const leftovers = () => readdir(join(repoFolder, '.earshot', 'links'));

describe('linkSnapshotFile', () => {
  it('links relatively, once', async () => {
    expect([await linkBy('symlink'), await linkBy('symlink')]).toEqual(['symlink', null]);
    expect(await readlink(target())).toBe(`../../../blobs/${ETAG}`);
    expect([await readFile(target(), 'utf8'), await leftovers()]).toEqual([CONTENT, []]);
  });

  it('makes a second name of the blob where symbolic links are not wanted', async () => {
    expect([await linkBy('hard-link'), await linkBy('hard-link')]).toEqual(['hard-link', null]);
    expect((await stat(target())).ino).toBe((await stat(blobPath(repoFolder, ETAG))).ino);
    expect(await leftovers()).toEqual([]);
  });

  it('moves or copies the blob where there are no links at all, as Python does', async () => {
    expect(await linkBy('copy')).toBe('copy');
    expect((await stat(target())).ino).not.toBe((await stat(blobPath(repoFolder, ETAG))).ino);
    await rm(target());
    expect(await linkBy('move')).toBe('move');
    expect([await readFile(target(), 'utf8'), await readdir(join(repoFolder, 'blobs'))]).toEqual([
      CONTENT,
      [],
    ]);
    expect(await leftovers()).toEqual([]);
  });

  it('replaces what is there under the name: another link, a file, a link to nowhere', async () => {
    await mkdir(join(target(), '..'), { recursive: true });
    for (const prepare of [
      () => writeFile(target(), 'old'),
      () => symlink('../../../blobs/gone', target()),
      () => symlink(blobPath(repoFolder, ETAG), target()),
    ]) {
      await rm(target(), { force: true });
      await prepare();
      expect(await linkBy('symlink')).toBe('symlink');
      expect((await lstat(target())).isSymbolicLink()).toBe(true);
      expect(await readFile(target(), 'utf8')).toBe(CONTENT);
    }
  });

  it('writes nothing through a folder that leads out of the repository', async () => {
    const outside = join(sandbox, 'outside');
    await mkdir(outside);
    await mkdir(snapshotPath(repoFolder, COMMIT), { recursive: true });
    await symlink(outside, snapshotPath(repoFolder, COMMIT, 'onnx'));
    await expect(linkBy('symlink', 'copy')).rejects.toMatchObject({
      code: 'permission-denied',
      details: { reason: 'outside' },
    });
    expect(await readdir(outside)).toEqual([]);
  });
});
