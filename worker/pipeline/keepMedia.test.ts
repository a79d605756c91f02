import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepMedia } from './keepMedia.ts';

const SOUND = 'these bytes stand for sound';
const HASH = createHash('sha256').update(SOUND).digest('hex');
const FOLDER = HASH.slice(0, 16);

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-keep-'));
  path = join(folder, 'standup.wav');
  await writeFile(path, SOUND);
});
afterEach(() => rm(folder, { recursive: true }));

const keep = (given: { readonly path?: string; readonly signal?: AbortSignal } = {}) =>
  keepMedia({
    path,
    contentHash: HASH,
    copiesDir: join(folder, 'copies'),
    signal: new AbortController().signal,
    ...given,
  });

describe('keepMedia', () => {
  it('copies a recording once, and takes a copy for what it is', async () => {
    const copy = await keep();
    expect(copy).toBe(join(folder, 'copies', FOLDER, 'standup.wav'));
    expect(await readFile(copy, 'utf8')).toBe(SOUND);
    await writeFile(copy, 'left alone');
    expect(await keep()).toBe(copy);
    expect(await keep({ path: copy })).toBe(copy);
    expect(await readFile(copy, 'utf8')).toBe('left alone');
    expect(await readdir(join(folder, 'copies', FOLDER))).toEqual(['standup.wav']);
  });

  it('makes no copy of a file that has changed since it was looked at', async () => {
    await writeFile(path, `${SOUND} and more`);
    expect(await keep()).toBe(path);
    expect(await readdir(join(folder, 'copies', FOLDER))).toEqual([]);
  });

  it('removes what a kill left of a copy, of whatever recording', async () => {
    const left = join(folder, 'copies', 'fedcba9876543210');
    await mkdir(left, { recursive: true });
    await writeFile(join(left, '.copy.part'), 'these by');
    await writeFile(join(left, 'weekly.wav'), 'of another');
    await writeFile(join(folder, 'copies', '.upload.part'), 'of a browser');
    await keep();
    expect((await readdir(join(folder, 'copies'), { recursive: true })).sort()).toEqual(
      [
        '.upload.part',
        FOLDER,
        join(FOLDER, 'standup.wav'),
        'fedcba9876543210',
        join('fedcba9876543210', 'weekly.wav'),
      ].sort(),
    );
  });

  it('leaves nothing when it is told to stop', async () => {
    await expect(keep({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(join(folder, 'copies', FOLDER))).toEqual([]);
  });
});
