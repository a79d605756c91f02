import { describe, expect, it } from 'vitest';
import {
  assertRepositoryAndRevision,
  assertRepositoryPaths,
  isCommit,
  isContentHash,
  isRepositoryId,
  isRevision,
} from './hubNames.ts';

const LINUX = { platform: 'linux', foldsNames: false } as const;
const FOLDING = { platform: 'darwin', foldsNames: true } as const;
const WINDOWS = { platform: 'win32', foldsNames: true } as const;
const LONG = 'x'.repeat(300);

describe('hubNames', () => {
  it('accepts the repository ids that the hub gives out', () => {
    for (const id of ['gpt2', 'onnx-community/whisper-tiny.en_timestamped', 'A/b', `org/${'n'.repeat(96)}`]) {
      expect([id, isRepositoryId(id)]).toEqual([id, true]);
    }
  });

  it('refuses ids that are no repository or leave their folder', () => {
    const hostile = [
      '',
      '.',
      '..',
      '../x',
      '/x',
      'a/b/c',
      'a//b',
      'a/',
      'a\\b',
      'a--b/c',
      'a/b.git',
      'a/..b',
    ];
    for (const id of [...hostile, 'a/-b', 'a/b.', 'a/b c', 'a/\0', 'C:x', 'é/b', `org/${'n'.repeat(97)}`]) {
      expect([id, isRepositoryId(id)]).toEqual([id, false]);
    }
  });

  it('accepts branches, tags, pull requests and commits as revisions', () => {
    for (const revision of ['main', 'v1.0', 'refs/pr/1', 'a'.repeat(40), 'feature/größe', 'release-2']) {
      expect([revision, isRevision(revision)]).toEqual([revision, true]);
    }
  });

  it('refuses revisions that git would not name so or that leave the refs folder', () => {
    const hostile = ['', '../x', '../../../x', '/x', 'x/', 'a//b', '.', './a', 'a/.b', 'a\\b', 'C:x', 'a b'];
    for (const revision of [...hostile, 'a\n', 'a\0', 'x.lock', 'a%2fb', 'a?b', 'con', LONG, '\ud800']) {
      expect([revision, isRevision(revision)]).toEqual([revision, false]);
    }
    expect(() => {
      assertRepositoryAndRevision('org/name', '../x');
    }).toThrow(expect.objectContaining({ code: 'invalid-request' }));
    expect(() => {
      assertRepositoryAndRevision('../x', 'main');
    }).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  it('knows commits and content hashes by their exact form', () => {
    expect([isCommit('a'.repeat(40)), isCommit('A'.repeat(40)), isCommit('a'.repeat(64))]).toEqual([
      true,
      false,
      false,
    ]);
    expect([isContentHash('0'.repeat(40)), isContentHash('0'.repeat(64))]).toEqual([true, true]);
    for (const hash of ['../x', '*'.repeat(64), 'a'.repeat(41), `${'a'.repeat(40)}\n`, '']) {
      expect([hash, isContentHash(hash)]).toEqual([hash, false]);
    }
  });

  it('accepts the ordinary files of a repository', () => {
    expect(() => {
      assertRepositoryPaths(['config.json', 'onnx/model q8.onnx', 'a b#c?d%.bin', 'CON', 'ä/é.txt'], LINUX);
      assertRepositoryPaths(['A.json', 'a.json'], LINUX);
      assertRepositoryPaths(['config.json', 'onnx/model.onnx', 'a#%.bin', 'console.txt'], WINDOWS);
    }).not.toThrow();
  });

  it.each([
    ['../x'],
    ['/x'],
    ['C:x'],
    ['\\\\h\\s'],
    ['a\\..\\b'],
    ['f:ads'],
    ['a/'],
    ['a//b'],
    ['./a'],
    ['a/../b'],
    [''],
    ['a\0b'],
    ['a\u0085b'],
    ['\ud800'],
    [LONG],
  ])('refuses the name %j on every system', (path) => {
    expect(() => {
      assertRepositoryPaths(['config.json', path], LINUX);
    }).toThrow(expect.objectContaining({ code: 'download-corrupt' }));
  });

  it.each([['CON'], ['aux.json'], ['a/nul '], ['com¹'], ['a. '], ['trailing.'], ['a?b'], ['a/COM1.txt']])(
    'refuses the name %j on Windows',
    (path) => {
      expect(() => {
        assertRepositoryPaths([path], WINDOWS);
      }).toThrow(expect.objectContaining({ code: 'download-corrupt' }));
    },
  );

  it('refuses pairs of names that would be one file, or a file and a folder', () => {
    const refused = (paths: readonly string[], rules: typeof LINUX | typeof WINDOWS) => {
      expect(() => {
        assertRepositoryPaths(paths, rules);
      }).toThrow(expect.objectContaining({ code: 'download-corrupt' }));
    };
    for (const pair of [
      ['a', 'A'],
      ['é', 'e\u0301'],
      ['ß', 'SS'],
      ['x/a', 'X'],
    ]) {
      expect(() => {
        assertRepositoryPaths(pair, FOLDING);
      }).toThrow(expect.objectContaining({ code: 'download-corrupt' }));
    }
    refused(['a', 'a'], LINUX);
    refused(['a', 'a/b'], LINUX);
    refused(['a/b/c', 'a'], LINUX);
    refused(['a/x', 'a/b/c', 'a/b'], LINUX);
  });
});
