import type { BlobIndex } from './blobIndex.ts';
import { parsePartialName, sidecarPath } from './cacheLayout.ts';
import type { CachedFile, CachedPartial, CachedRepository, OrphanBlob } from './cachedRepository.ts';
import { compareText } from './compareText.ts';

/** The blobs of a repository that are links to shared content, and whether any of its files is one. */
export function listSharedBlobs(
  blobs: BlobIndex,
  files: readonly CachedFile[],
): Pick<CachedRepository, 'sharedBlobs'> {
  if (blobs.shared.size === 0) return {};
  const used = new Set(files.map(({ blob }) => blob));
  const sharedBlobs = [...blobs.shared]
    .sort(([a], [b]) => compareText(a, b))
    .map(([blob, hash]) => ({
      blob,
      hash,
      sizeBytes: blobs.byName.get(blob)?.size ?? 0,
      isUsed: used.has(blob),
    }));
  return { sharedBlobs };
}

/** What is in `blobs/` and belongs to no file: unfinished downloads, and blobs that nothing refers to. */
export function listUnusedBlobs(
  blobs: BlobIndex,
  files: readonly CachedFile[],
): Pick<CachedRepository, 'partials' | 'orphans'> {
  const used = new Set(files.map(({ blob }) => blob));
  const partials: CachedPartial[] = [];
  const orphans: OrphanBlob[] = [];
  for (const [name, info] of [...blobs.byName].sort(([a], [b]) => compareText(a, b))) {
    const partial = parsePartialName(name);
    const changedAtMs = Math.max(info.mtimeMs, info.ctimeMs);
    if (partial !== null) {
      const recordBytes = blobs.byName.get(sidecarPath(name))?.size ?? 0;
      partials.push({ fileName: name, ...partial, sizeBytes: info.size + recordBytes, changedAtMs });
      continue;
    }
    const isRecord = name.endsWith('.json') && blobs.byName.has(name.slice(0, -'.json'.length));
    if (used.has(name) || isRecord) continue;
    const isLink = blobs.shared.has(name) || blobs.outside.has(name);
    orphans.push({ name, sizeBytes: isLink ? 0 : info.size, changedAtMs });
  }
  return { partials, orphans };
}
