import { readFile } from 'node:fs/promises';
import { refPath } from './cacheLayout.ts';
import { isCommit } from './hubNames.ts';

/** The commit of a revision as it was last downloaded; a commit is its own. Null when there is none. */
export async function readRef(repoFolder: string, revision: string): Promise<string | null> {
  if (isCommit(revision)) return revision;
  const text = await readFile(refPath(repoFolder, revision), 'utf8').catch(() => '');
  return isCommit(text) ? text : null;
}
