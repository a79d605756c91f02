import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atomicWriteFile } from './atomicWriteFile.ts';
import { renameReplacing } from './renameReplacing.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-write-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('atomicWriteFile', () => {
  it('creates and replaces a file and leaves nothing else behind', async () => {
    const path = join(folder, 'nötes.txt');
    await atomicWriteFile(path, 'one');
    await atomicWriteFile(path, new Uint8Array([116, 119, 111]));
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['nötes.txt']);
  });

  it('keeps the mode of the file it replaces', async () => {
    const path = join(folder, 'private.txt');
    writeFileSync(path, 'one');
    chmodSync(path, 0o600);
    await atomicWriteFile(path, 'two');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('writes through a link', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    const target = join(folder, 'elsewhere', 'real.txt');
    const link = join(folder, 'link.txt');
    writeFileSync(target, 'one');
    symlinkSync(target, link);
    await atomicWriteFile(link, 'two');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('two');
  });

  it('leaves the old content and no temporary file when it fails', async () => {
    const path = join(folder, 'taken');
    mkdirSync(join(path, 'full'), { recursive: true });
    await expect(atomicWriteFile(path, 'x')).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['taken']);
    await expect(atomicWriteFile(join(folder, 'no', 'folder'), 'x')).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('shows readers one content or the other, never a part', async () => {
    const path = join(folder, 'contested.txt');
    const contents = ['a', 'b', 'c'].map((letter) => letter.repeat(300_000));
    await atomicWriteFile(path, 'a'.repeat(300_000));
    let isWriting = true;
    const writing = Promise.all(contents.map((content) => atomicWriteFile(path, content))).then(() => {
      isWriting = false;
    });
    while (isWriting) {
      expect(contents).toContain(readFileSync(path, 'utf8'));
      await new Promise(setImmediate);
    }
    await writing;
    expect(readdirSync(folder)).toEqual(['contested.txt']);
  });
});

describe('renameReplacing', () => {
  const failing = (code: string, times: number) => {
    let calls = 0;
    const waits: number[] = [];
    return {
      waits,
      options: {
        rename: async () => {
          calls += 1;
          if (calls <= times) throw Object.assign(new Error(code), { code });
        },
        wait: async (delayMs: number) => {
          waits.push(delayMs);
        },
      },
    };
  };

  it('waits for whoever has the file open on Windows', async () => {
    const { options, waits } = failing('EPERM', 3);
    await renameReplacing('a', 'b', { ...options, platform: 'win32' });
    expect(waits).toEqual([10, 20, 40]);
  });

  it('gives up in the end', async () => {
    const { options, waits } = failing('EBUSY', Infinity);
    await expect(renameReplacing('a', 'b', { ...options, platform: 'win32' })).rejects.toMatchObject({
      code: 'EBUSY',
    });
    expect(waits).toHaveLength(9);
  });

  it('does not wait where waiting cannot help', async () => {
    const onLinux = failing('EPERM', 1);
    await expect(renameReplacing('a', 'b', { ...onLinux.options, platform: 'linux' })).rejects.toThrow(
      'EPERM',
    );
    const missing = failing('ENOENT', 1);
    await expect(renameReplacing('a', 'b', { ...missing.options, platform: 'win32' })).rejects.toThrow(
      'ENOENT',
    );
    expect([...onLinux.waits, ...missing.waits]).toEqual([]);
  });
});
