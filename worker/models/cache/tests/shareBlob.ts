import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  existsSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { basename, dirname, join, relative } from 'node:path';
import { blobPath } from '../cacheLayout.ts';

/** Any 64 digits that tell contents apart; the real hash is of another kind. */
export function xetHashOf(etag: string): string {
  return createHash('sha256').update(`xet ${etag}`).digest('hex');
}

/**
 * Moves the content of a blob into the store that repositories share, and leaves a link to it, as `huggingface_hub` 1.33
 * does. Returns where the content is.
 */
export function shareBlob(repoFolder: string, etag: string): string {
  const cacheDir = dirname(repoFolder);
  const store = join(cacheDir, 'blobs');
  const hash = xetHashOf(etag);
  const content = join(store, hash.slice(0, 2), hash);
  mkdirSync(dirname(content), { recursive: true });
  writeFileSync(join(store, '.huggingface-shared-blobs'), '1\n');
  writeFileSync(`${content}.lock`, '');
  const blob = blobPath(repoFolder, etag);
  appendFileSync(`${content}.refs`, `${basename(repoFolder)}/blobs/${etag}\n`);
  if (existsSync(content)) rmSync(blob);
  else renameSync(blob, content);
  symlinkSync(relative(dirname(blob), content), blob);
  return content;
}
