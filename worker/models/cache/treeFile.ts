import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { treePath } from './cacheLayout.ts';

/** A file of a commit as the hub listed it. */
export interface TreeFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Name of its blob; null where the list does not say. */
  readonly etag: string | null;
}

const treeSchema = z.object({
  format_version: z.literal(1),
  files: z.record(
    z.string(),
    z.object({
      size: z.number().int().min(0),
      blob_id: z.string(),
      lfs_sha256: z.string().optional(),
      lfs_size: z.number().int().min(0).optional(),
    }),
  ),
});

/** The hub's list of a commit's files by their paths, as a download left it; null if there is none to be read. */
export async function readTree(
  repoFolder: string,
  commit: string,
): Promise<ReadonlyMap<string, TreeFile> | null> {
  try {
    const { files } = treeSchema.parse(JSON.parse(await readFile(treePath(repoFolder, commit), 'utf8')));
    return new Map(
      Object.entries(files).map(([path, entry]) => [
        path,
        { path, sizeBytes: entry.lfs_size ?? entry.size, etag: entry.lfs_sha256 ?? entry.blob_id },
      ]),
    );
  } catch {
    return null;
  }
}
