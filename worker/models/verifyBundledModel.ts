import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isAbortError } from '../contract/index.ts';
import { hashBlob, type HashBlobOptions } from './cache/hashBlob.ts';
import type { FileCondition, VerifiedFile } from './cache/verifyCache.ts';
import { listModelFiles } from './listModelFiles.ts';
import type { BundledModel } from './loadBundledModels.ts';
import { MODEL_MANIFEST_FILE } from './modelManifest.ts';

/** Tell people about the model; nothing is read from them. */
const NOT_RECORDED: ReadonlySet<string> = new Set([MODEL_MANIFEST_FILE, 'README.md']);

/**
 * Compares the files of a model that is a part of the app with what its manifest recorded of them, by path. Changes
 * nothing. Files of a manifest that recorded nothing are `unknown`. Throws an AbortError.
 */
export async function verifyBundledModel(
  { manifest, folder }: BundledModel,
  options: HashBlobOptions,
): Promise<readonly VerifiedFile[]> {
  const recorded = new Map(Object.entries(manifest.files ?? {}));
  const present = (await listModelFiles(folder))
    .map(({ path, sizeBytes }) => ({ path: relative(folder, path).split(sep).join('/'), sizeBytes }))
    .filter(({ path }) => !NOT_RECORDED.has(path));
  const files: VerifiedFile[] = [];
  for (const [path, { sizeBytes, sha256 }] of recorded) {
    const condition = await checkFile(join(folder, ...path.split('/')), { sizeBytes, sha256 }, options);
    files.push({ path, condition, etag: sha256, sizeBytes });
  }
  for (const { path, sizeBytes } of present) {
    if (recorded.has(path)) continue;
    files.push({ path, condition: recorded.size === 0 ? 'unknown' : 'extra', etag: null, sizeBytes });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function checkFile(
  path: string,
  expected: { readonly sizeBytes: number; readonly sha256: string },
  options: HashBlobOptions,
): Promise<FileCondition> {
  const info = await stat(path).catch(() => null);
  if (info === null) return 'missing';
  if (info.size !== expected.sizeBytes) return 'mismatch';
  try {
    return (await hashBlob(path, expected.sha256, options)) === expected.sha256 ? 'intact' : 'mismatch';
  } catch (error) {
    if (isAbortError(error)) throw error;
    return 'unreadable';
  }
}
