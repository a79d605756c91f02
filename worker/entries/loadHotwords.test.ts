import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadHotwords } from './loadHotwords.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'earshot-hotwords-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

it('takes hotwords from no file that is not text in UTF-8', async () => {
  await writeFile(join(cwd, 'words.txt'), Buffer.from('\uFEFFBerlin\r\n', 'utf16le'));
  await expect(loadHotwords('words.txt', cwd)).rejects.toMatchObject({
    name: 'UsageError',
    message: '"words.txt" is not a text in UTF-8.',
  });
});
