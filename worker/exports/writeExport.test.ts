import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_EXPORT_OPTIONS } from '../contract/index.ts';
import { renderSrt } from './srt.ts';
import { MEETING_DOCUMENT } from './testDocuments.ts';
import { writeExport } from './writeExport.ts';

const SRT = { format: 'srt', options: DEFAULT_EXPORT_OPTIONS, overwrite: false } as const;

describe('writeExport', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'earshot-export-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('writes the rendered document as UTF-8 under a non-ASCII name and leaves nothing else behind', async () => {
    const path = join(folder, 'Besprechung – 会議.srt');
    expect(await writeExport(MEETING_DOCUMENT, { ...SRT, path })).toBe(path);
    expect(await readFile(path, 'utf8')).toBe(renderSrt(MEETING_DOCUMENT, DEFAULT_EXPORT_OPTIONS));
    expect(await readdir(folder)).toEqual(['Besprechung – 会議.srt']);
  });

  it('writes under a name as long as file systems allow', async () => {
    const name = `${'n'.repeat(251)}.srt`;
    await writeExport(MEETING_DOCUMENT, { ...SRT, path: join(folder, name) });
    expect(await readdir(folder)).toEqual([name]);
  });

  it('writes bytes as they are', async () => {
    const path = join(folder, 'meeting.docx');
    await writeExport(MEETING_DOCUMENT, { ...SRT, format: 'docx', path });
    expect(Object.keys(unzipSync(await readFile(path)))).toContain('word/document.xml');
  });

  it('replaces a file only when told to', async () => {
    const path = join(folder, 'a.srt');
    await writeFile(path, 'mine');
    await expect(writeExport(MEETING_DOCUMENT, { ...SRT, path })).rejects.toMatchObject({
      code: 'export-failed',
      details: { path, reason: 'exists' },
    });
    expect(await readFile(path, 'utf8')).toBe('mine');
    await writeExport(MEETING_DOCUMENT, { ...SRT, path, overwrite: true });
    expect(await readFile(path, 'utf8')).toMatch(/^1\n/);
  });

  it.each([
    ['a folder that does not exist', 'no/a.srt', 'no-folder'],
    ['a folder itself', '.', 'is-folder'],
  ])('refuses %s', async (_what, name, reason) => {
    await expect(
      writeExport(MEETING_DOCUMENT, { ...SRT, path: join(folder, name), overwrite: true }),
    ).rejects.toMatchObject({ code: 'export-failed', details: { reason } });
  });

  it.runIf(process.platform !== 'win32')(
    'leaves what is no file where it is, whatever it is told',
    async () => {
      const path = join(folder, 'pipe.srt');
      execFileSync('mkfifo', [path]);
      for (const overwrite of [false, true]) {
        await expect(writeExport(MEETING_DOCUMENT, { ...SRT, path, overwrite })).rejects.toMatchObject({
          code: 'export-failed',
          details: { path, reason: 'not-a-file' },
        });
      }
      expect((await stat(path)).isFIFO()).toBe(true);
    },
  );

  it('passes on the code of a failure of the system', async () => {
    const path = join(folder, `${'n'.repeat(300)}.srt`);
    await expect(writeExport(MEETING_DOCUMENT, { ...SRT, path })).rejects.toMatchObject({
      code: 'export-failed',
      details: { path, reason: 'ENAMETOOLONG' },
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
