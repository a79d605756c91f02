import { expect, it } from 'vitest';
import type { CachedRevision } from './cachedRepository.ts';
import { findUsedRevision } from './findUsedRevision.ts';

function revision(commit: string, modifiedAtMs: number, ...refs: string[]): CachedRevision {
  return { commit, refs, files: [], sizeBytes: 0, modifiedAtMs };
}

it.each([
  ['the chosen one', [revision('a', 1), revision('b', 2, 'main')], 'a', 'a'],
  ['that of the default branch', [revision('a', 1, 'main'), revision('b', 2, 'v2')], null, 'a'],
  ['that of the default branch when the chosen one is gone', [revision('a', 1, 'main')], 'x', 'a'],
  ['the newest with a ref, not one on its way', [revision('a', 1, 'v1'), revision('b', 2)], null, 'a'],
  ['the newest', [revision('a', 1), revision('b', 2)], null, 'b'],
  ['none where there is none', [], 'a', undefined],
])('takes %s', (_name, revisions, usedCommit, expected) => {
  expect(findUsedRevision({ revisions }, { usedCommit })?.commit).toBe(expected);
});
