import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { RepositoryFile } from '../hub/listRepository.ts';
import { treePath } from '../cache/cacheLayout.ts';
import { assertRepositoryPaths, isContentHash, type PathRules } from '../cache/hubNames.ts';

const hash = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const treeSchema = z.object({
  format_version: z.literal(1),
  files: z.record(
    z.string(),
    z.object({
      size: z.number().int().min(0),
      blob_id: hash(40),
      lfs_sha256: hash(64).optional(),
      lfs_size: z.number().int().min(0).optional(),
      xet_hash: hash(64).optional(),
    }),
  ),
});

/**
 * The content of `trees/<commit>.json`, by which Python (1.22 and later) knows offline what a snapshot should hold. Null
 * when the hub hid hashes: Python refuses such a file whole.
 */
export function formatTree(files: readonly RepositoryFile[]): string | null {
  if (files.some(({ etag, blobId }) => etag === null || !isContentHash(blobId))) return null;
  const entries = files.map(({ path, sizeBytes, etag, blobId, isLfs, xetHash }) => [
    path,
    {
      size: sizeBytes,
      blob_id: blobId,
      ...(isLfs ? { lfs_sha256: etag, lfs_size: sizeBytes } : {}),
      ...(xetHash !== null && /^[0-9a-f]{64}$/.test(xetHash) ? { xet_hash: xetHash } : {}),
    },
  ]);
  return JSON.stringify({ format_version: 1, files: Object.fromEntries(entries) });
}

/** Reads what `formatTree` or Python wrote, and checks it as if it came from the network. Null if it is not usable. */
export function parseTree(text: string, rules: PathRules): readonly RepositoryFile[] | null {
  try {
    const { files } = treeSchema.parse(JSON.parse(text));
    assertRepositoryPaths(Object.keys(files), rules);
    return Object.entries(files).map(([path, entry]) => ({
      path,
      sizeBytes: entry.lfs_size ?? entry.size,
      etag: entry.lfs_sha256 ?? entry.blob_id,
      blobId: entry.blob_id,
      isLfs: entry.lfs_sha256 !== undefined,
      xetHash: entry.xet_hash ?? null,
    }));
  } catch {
    return null;
  }
}

/** The listing of a commit as an earlier download left it; null if there is none that can be used. */
export async function loadTree(
  repoFolder: string,
  commit: string,
  rules: PathRules,
): Promise<readonly RepositoryFile[] | null> {
  const text = await readFile(treePath(repoFolder, commit), 'utf8').catch(() => null);
  return text === null ? null : parseTree(text, rules);
}
