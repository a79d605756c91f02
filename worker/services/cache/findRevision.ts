import type { CachedRepository, CachedRevision } from '../../models/cache/cachedRepository.ts';
import { notInCache } from './notInCache.ts';

/** Finds a revision by ref, by commit, or by the first seven digits of one commit and more. Throws `not-found`. */
export function findRevision({ revisions }: CachedRepository, name: string): CachedRevision {
  const exact = revisions.find(({ commit, refs }) => commit === name || refs.includes(name));
  if (exact !== undefined) return exact;
  const [alike, ...others] = revisions.filter(({ commit }) => commit.startsWith(name));
  if (alike === undefined || others.length > 0 || !/^[0-9a-f]{7,}$/.test(name)) {
    throw notInCache('revision', name);
  }
  return alike;
}
