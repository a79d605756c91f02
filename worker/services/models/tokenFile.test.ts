import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTokenFile } from './tokenFile.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-token-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('keeps the last of tokens that are saved at the same time, and nothing else', async () => {
  const file = openTokenFile(join(folder, 'hub-token'));
  await Promise.all(['hf_one', null, 'hf_two', 'hf_three'].map((token) => file.save(token)));
  expect(await file.load()).toBe('hf_three');
  expect(await readdir(folder)).toEqual(['hub-token']);

  await Promise.all(['hf_four', null].map((token) => file.save(token)));
  expect(await file.load()).toBeNull();
  expect(await readdir(folder)).toEqual([]);
});

it('goes on after one that is refused', async () => {
  const file = openTokenFile(join(folder, 'hub-token'));
  const refused = expect(file.save('with space')).rejects.toMatchObject({ code: 'invalid-request' });
  await file.save('hf_sound');
  await refused;
  expect(await file.load()).toBe('hf_sound');
});
