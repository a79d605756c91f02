import { repoFolderPath, snapshotPath } from '../cache/cacheLayout.ts';
import { assertRepositoryAndRevision } from '../cache/hubNames.ts';
import { readRef } from '../cache/readRef.ts';
import { loadTree } from './commitTree.ts';
import { findMissingFiles } from './findMissingFiles.ts';
import type { DownloadedModel, DownloadModelRequest } from './modelDownloader.ts';
import { findVolumeRules } from './volumeRules.ts';

/**
 * The model that an earlier download left, if all of its files are there; null otherwise. Asks nobody and writes
 * nothing. Goes by names and sizes: `verifyRepository` reads the content. Throws `invalid-request`.
 */
export async function loadInstalledModel(
  request: Pick<DownloadModelRequest, 'cacheDir' | 'repository' | 'revision' | 'select'>,
): Promise<DownloadedModel | null> {
  const { cacheDir, repository, revision, select } = request;
  assertRepositoryAndRevision(repository, revision);
  const repoFolder = repoFolderPath(cacheDir, repository);
  const commit = await readRef(repoFolder, revision);
  if (commit === null) return null;
  const tree = await loadTree(repoFolder, commit, await findVolumeRules(cacheDir));
  if (tree === null) return null;
  const { files, missing } = select(tree);
  if (missing.length > 0 || files.length === 0) return null;
  const isComplete = (await findMissingFiles(repoFolder, commit, files)).length === 0;
  return isComplete ? { commit, folder: snapshotPath(repoFolder, commit), files } : null;
}
