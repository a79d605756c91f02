import { describe, expect, it } from 'vitest';
import { listDroppedFiles } from './listDroppedFiles.ts';

/** What a browser gives for a file or a folder that is dropped; a folder is read in parts of two. */
function createEntry(name: string, children?: readonly FileSystemEntry[]): FileSystemEntry {
  if (children === undefined) {
    const file = (resolve: (file: File) => void): void => {
      resolve(new File([], name));
    };
    return { isFile: true, isDirectory: false, name, file } as unknown as FileSystemEntry;
  }
  const left = [...children];
  const readEntries = (resolve: (entries: readonly FileSystemEntry[]) => void): void => {
    resolve(left.splice(0, 2));
  };
  const createReader = () => ({ readEntries });
  return { isFile: false, isDirectory: true, name, createReader } as unknown as FileSystemEntry;
}

function drop(entries: readonly FileSystemEntry[]): DataTransfer {
  return {
    items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })),
    files: entries.map(({ name }) => new File([], name)),
  } as unknown as DataTransfer;
}

const listNames = async (entries: readonly FileSystemEntry[]) =>
  (await listDroppedFiles(drop(entries))).map(({ name }) => name);

describe('listDroppedFiles', () => {
  it('gives files as they were dropped', async () => {
    expect(await listNames([createEntry('a.wav'), createEntry('.hidden.wav')])).toEqual([
      'a.wav',
      '.hidden.wav',
    ]);
  });

  it('gives all files of folders, however deep and however many, but no hidden ones', async () => {
    const deep = createEntry('march', [createEntry('d.wav'), createEntry('.DS_Store')]);
    const folder = createEntry('2026', [
      createEntry('b.wav'),
      deep,
      createEntry('c.wav'),
      createEntry('notes.txt'),
    ]);
    expect(await listNames([createEntry('a.wav'), folder])).toEqual([
      'a.wav',
      'b.wav',
      'd.wav',
      'c.wav',
      'notes.txt',
    ]);
  });

  it('gives nothing for an empty folder', async () => {
    expect(await listNames([createEntry('empty', [])])).toEqual([]);
  });
});
