import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { gitCommitId, gitObjectId, gitTreeIds } from '../gitObjects.ts';

it('names blobs as git does', () => {
  expect(gitObjectId('blob', '')).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
  // From "Pro Git", Git Objects: echo 'test content' | git hash-object --stdin
  expect(gitObjectId('blob', 'test content\n')).toBe('d670460b4b4aece5915caf5c68d12f560a9fe3e4');
});

it('names trees and commits as git itself does for the same files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-git-'));
  const files = { 'a/b.txt': 'b', 'onnx/model.bin': 'm', 'onnx.md': 'x', 'onnx-c.md': 'z', 'é b#c.txt': 'y' };
  try {
    const identity = { name: 'Test Hub', email: 'hub@example.invalid', date: '1700000000 +0000' };
    const env = {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: identity.name,
      GIT_AUTHOR_EMAIL: identity.email,
      GIT_AUTHOR_DATE: identity.date,
      GIT_COMMITTER_NAME: identity.name,
      GIT_COMMITTER_EMAIL: identity.email,
      GIT_COMMITTER_DATE: identity.date,
    };
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'core.autocrlf=false', ...args], {
        cwd: folder,
        env,
        encoding: 'utf8',
      }).trim();
    git('init', '-q');
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    git('add', '-A');
    git('commit', '-q', '-m', 'initial commit');

    const blobs = Object.entries(files).map(([path, content]): [string, string] => [
      path,
      gitObjectId('blob', content),
    ]);
    const trees = gitTreeIds(new Map(blobs));
    expect(trees.get('')).toBe(git('rev-parse', 'HEAD^{tree}'));
    expect(trees.get('onnx')).toBe(git('rev-parse', 'HEAD:onnx'));
    const commit = { parentId: undefined, title: 'initial commit', date: new Date(1_700_000_000_000) };
    expect(gitCommitId({ ...commit, treeId: trees.get('') ?? '' })).toBe(git('rev-parse', 'HEAD'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
