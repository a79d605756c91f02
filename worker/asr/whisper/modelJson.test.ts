import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readModelText } from './modelJson.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-json-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('reads files only: who opens a pipe may wait for ever', async () => {
  execFileSync('mkfifo', [join(folder, 'vocab.json')]);
  await mkdir(join(folder, 'config.json'));
  for (const file of ['vocab.json', 'config.json']) {
    await expect(readModelText(folder, file)).rejects.toMatchObject({
      code: 'model-incompatible',
      message: `${file}: : is not a file`,
      details: { file },
    });
  }
  expect(await readModelText(folder, 'absent.json')).toBeNull();
});
