import type { ModelTask } from '../../contract/index.ts';
import type { CachedFile, CachedRepository } from '../../models/cache/cachedRepository.ts';
import { CATALOG } from '../../models/catalog.ts';
import { listOfferedDtypes } from '../../models/modelLayouts.ts';

/** What Earshot can do with a cached repository: by the catalog, else by the names of its files; null for nothing. */
export function findModelTask({ type, repository, revisions }: CachedRepository): ModelTask | null {
  if (type !== 'model') return null;
  const entry = CATALOG.find((candidate) => candidate.repository === repository);
  if (entry !== undefined) return entry.task;
  return revisions.some(({ files }) => isWhisper(files)) ? 'asr' : null;
}

function isWhisper(files: readonly CachedFile[]): boolean {
  const listed = files.map(({ path, sizeBytes, blob }) => {
    return { path, sizeBytes, etag: blob, blobId: blob ?? '', isLfs: false, xetHash: null };
  });
  return listOfferedDtypes(listed, 'whisper-onnx').length > 0;
}
