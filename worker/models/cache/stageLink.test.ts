import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stageLink, type StageLinkOptions } from './stageLink.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const test = useTestFolder({ beforeEach, afterEach });
let path: string;

beforeEach(() => {
  mkdirSync(join(test.path, 'snapshot'));
  writeFileSync(join(test.path, 'blob'), 'content');
  path = join(test.path, 'snapshot', 'file');
});

function refuse(code: string) {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
}

async function stage(target: string, options: Partial<StageLinkOptions> = {}): Promise<void> {
  await stageLink(target, path, {
    finalPath: path,
    part: join(test.path, 'part'),
    signal: new AbortController().signal,
    onBytes: () => undefined,
    ...options,
  });
}

describe('stageLink', () => {
  it('makes the link as it is told', async () => {
    await stage('../blob');
    expect(readlinkSync(path)).toBe('../blob');
  });

  it('gives the content a second name where there are no symbolic links, and copies it where there are none at all', async () => {
    await stage('../blob', { makeSymlink: refuse('EPERM') });
    expect(lstatSync(path).ino).toBe(statSync(join(test.path, 'blob')).ino);
    path = join(test.path, 'snapshot', 'copy');
    await stage('../blob', { makeSymlink: refuse('ENOSYS'), makeHardLink: refuse('ENOTSUP') });
    expect(readFileSync(path, 'utf8')).toBe('content');
    expect(lstatSync(path).ino).not.toBe(statSync(join(test.path, 'blob')).ino);
    expect(readdirSync(test.path).sort()).toEqual(['blob', 'snapshot']);
  });

  it('finds content that the new cache had before', async () => {
    mkdirSync(join(test.path, 'new', 'snapshot'), { recursive: true });
    writeFileSync(join(test.path, 'new', 'theirs'), 'theirs');
    await stage('../theirs', {
      makeSymlink: refuse('EPERM'),
      finalPath: join(test.path, 'new', 'snapshot', 'file'),
    });
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });

  it('leaves out there what leads nowhere', async () => {
    await stage('../none', { makeSymlink: refuse('EPERM') });
    expect(readdirSync(join(test.path, 'snapshot'))).toEqual([]);
  });

  it('does not take a full disk for one without links', async () => {
    await expect(stage('../blob', { makeSymlink: refuse('ENOSPC') })).rejects.toMatchObject({
      code: 'ENOSPC',
    });
  });
});
