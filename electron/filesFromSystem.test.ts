import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AppError } from '../worker/contract/index.ts';
import { createFilesFromSystem, findFilesInArguments } from './filesFromSystem.ts';

describe('files from the system', () => {
  it('wait for the worker, in their order, and are taken once', async () => {
    let isRunning = false;
    const taken: string[] = [];
    const refused: unknown[] = [];
    const files = createFilesFromSystem({
      transcribe: async (path) => {
        await Promise.resolve();
        if (!isRunning) throw new AppError('worker-exited', 'No worker.');
        if (path === '/bad') throw new AppError('media-missing', 'It is gone.');
        taken.push(path);
      },
      onRefused: (error) => refused.push(error),
    });
    files.add(['/a', '/bad']);
    files.add(['/b']);
    await files.flush();
    expect(taken).toEqual([]);
    isRunning = true;
    await files.flush();
    await files.flush();
    expect(taken).toEqual(['/a', '/b']);
    expect(refused).toMatchObject([{ code: 'media-missing' }]);
  });
});

describe('findFilesInArguments', () => {
  it('takes files that are there, relative to the folder of the caller, and nothing else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'earshot-argv-'));
    writeFileSync(join(folder, 'talk.wav'), '');
    writeFileSync(join(folder, '-talk.wav'), '');
    mkdirSync(join(folder, 'folder'));
    const argv = ['.', 'talk.wav', '-talk.wav', '--allow-file-access', 'folder', 'gone.wav', '', 'a\0b'];
    expect(findFilesInArguments([...argv, join(folder, 'talk.wav')], folder)).toEqual([
      join(folder, 'talk.wav'),
      join(folder, 'talk.wav'),
    ]);
    rmSync(folder, { recursive: true });
  });

  it('takes files that a Linux desktop names by address, and no address of anything else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'earshot argv-'));
    const file = join(folder, 'Gespräch 1%.wav');
    writeFileSync(file, '');
    const argv = [
      pathToFileURL(file).href,
      pathToFileURL(folder).href,
      'file://elsewhere/a.wav',
      'file:///a%2Fb.wav',
      'https://example.com/a.wav',
    ];
    expect(findFilesInArguments(argv, folder)).toEqual([file]);
    rmSync(folder, { recursive: true });
  });
});
