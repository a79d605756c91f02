import { basename, dirname, isAbsolute } from 'node:path';
import { parseRepoFolderName } from './cache/cacheLayout.ts';
import { findCatalogEntry } from './catalog.ts';
import type { BundledModel } from './loadBundledModels.ts';

/**
 * What people read for a model, from its id and what ships with Earshot alone, so that a model that was deleted keeps its
 * name: the title of a bundled model or of the catalog, `org/name`, or the name of the person's own folder.
 */
export function nameModel(modelId: string, bundled: readonly BundledModel[]): string {
  const known = bundled.find(({ manifest }) => manifest.id === modelId);
  if (known !== undefined) return known.manifest.title;
  if (isAbsolute(modelId)) return nameFolder(modelId);
  return findCatalogEntry(modelId)?.title ?? modelId;
}

/** That of the repository for a folder in a hub cache of another program; a commit says nothing to anybody. */
function nameFolder(folder: string): string {
  return parseRepoFolderName(basename(dirname(dirname(folder))))?.repository ?? basename(folder);
}
