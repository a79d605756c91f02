import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMedia } from './findMedia.ts';

const FILES = [
  'notes.txt',
  'b/2 – Größe.MP3',
  'b/1 会議.wav',
  'b/deep/er/call.webm',
  'b/.hidden/secret.wav',
  'b/cover.jpg',
  '[2024] plan.m4a',
  'empty/readme.md',
];

describe('findMedia', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'earshot-media-'));
    for (const file of FILES) {
      await mkdir(dirname(join(cwd, file)), { recursive: true });
      await writeFile(join(cwd, file), '');
    }
    await symlink('..', join(cwd, 'b/loop'));
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  it.each([
    ['a file whatever its name', ['notes.txt'], ['notes.txt']],
    ['a file whose name looks like a pattern', ['[2024] plan.m4a'], ['[2024] plan.m4a']],
    [
      'the recordings in a folder and below',
      ['b'],
      ['b/1 会議.wav', 'b/2 – Größe.MP3', 'b/deep/er/call.webm'],
    ],
    ['the recordings of a pattern', ['b/*'], ['b/1 会議.wav', 'b/2 – Größe.MP3']],
    ['the recordings of a deep pattern', ['b/**/*.webm'], ['b/deep/er/call.webm']],
    [
      'each file once, in the order given',
      ['b/2 – Größe.MP3', './b/*.MP3', 'b/1 会議.wav'],
      ['b/2 – Größe.MP3', 'b/1 会議.wav'],
    ],
    ['a name that does not exist, to be reported later', ['gone.wav'], ['gone.wav']],
  ])('finds %s', async (_what, inputs, expected) => {
    const { media, unmatched } = await findMedia(inputs, cwd);
    expect(media.map(({ file }) => file)).toEqual(expected);
    expect(media.map(({ path }) => path)).toEqual(expected.map((file) => join(cwd, file)));
    expect(unmatched).toEqual([]);
  });

  it('says which folders and patterns hold no recordings', async () => {
    expect(await findMedia(['empty', 'b', 'x*.wav'], cwd)).toMatchObject({ unmatched: ['empty', 'x*.wav'] });
  });
});
