import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashFile } from './hashFile.ts';

const { signal } = new AbortController();
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'earshot-hash-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

it('hashes a file', async () => {
  const path = join(dir, 'abc');
  await writeFile(path, 'abc');
  expect(await hashFile(path, signal)).toEqual({
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    sizeBytes: 3,
  });
});

it('hashes a file of several pieces', async () => {
  const path = join(dir, 'million');
  await writeFile(path, 'a'.repeat(3_000_000));
  expect(await hashFile(path, signal)).toEqual({
    sha256: '2a152c894398719c0570f83fac34ac03a0f6e8e474b995c2403aa5434f7b9dd4',
    sizeBytes: 3_000_000,
  });
});

it('names what is wrong with the path', async () => {
  await expect(hashFile(join(dir, 'missing'), signal)).rejects.toMatchObject({ code: 'media-missing' });
  await expect(hashFile(dir, signal)).rejects.toMatchObject({
    code: 'media-unreadable',
    details: { reason: 'directory' },
  });
});

it('ends with an AbortError', async () => {
  const path = join(dir, 'abort');
  await writeFile(path, 'abc');
  await expect(hashFile(path, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
});
