import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findGiven } from './findGiven.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'earshot-given-'));
  for (const name of ['a.wav', '-b.wav', 'notes.txt']) await writeFile(join(cwd, name), '');
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

describe('what is given to npm start', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['recordings get their whole path, options stay', ['--offline', 'a.wav'], ['--offline', '/a.wav']],
    ['a folder stands for the recordings in it', ['.'], ['/-b.wav', '/a.wav']],
    ['a name may begin with a dash', ['--', '-b.wav'], ['/-b.wav']],
    ['switches of Electron are left to it', ['--inspect=1', 'a.wav'], ['--inspect=1', 'a.wav']],
  ])('%s', async (_what, given, expected) => {
    expect(await findGiven(given, cwd)).toEqual(
      expected.map((argument) => (argument.startsWith('/') ? join(cwd, argument) : argument)),
    );
  });

  it('is refused when a recording is not there', async () => {
    await expect(findGiven(['a.wav', 'gone.wav'], cwd)).rejects.toMatchObject({
      code: 'media-missing',
      details: { path: join(cwd, 'gone.wav') },
    });
    await expect(findGiven(['*.mp4'], cwd)).rejects.toThrow('There are no recordings in "*.mp4".');
  });
});
