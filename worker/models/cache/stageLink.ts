import { link, symlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { copyDurably, type CopyDurablyOptions } from './copyDurably.ts';
import { errnoOf } from './errnoOf.ts';

export interface StageLinkOptions extends CopyDurablyOptions {
  /** Where the link will be once it is published. */
  readonly finalPath: string;
  /** Makes a symbolic link; of the system by default. */
  readonly makeSymlink?: (target: string, path: string) => Promise<void>;
  /** Makes a second name for a file; of the system by default. */
  readonly makeHardLink?: (existing: string, path: string) => Promise<void>;
}

/** How volumes and systems say that they have no such links, or not for us. */
const REFUSED_CODES: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOSYS',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EINVAL',
  'EMLINK',
]);

/**
 * Makes a symbolic link; on a volume without them a second name for the content, and where that fails too a copy. A link
 * that leads nowhere has nothing to give there and is left out. Throws the system's error, or an AbortError.
 */
export async function stageLink(target: string, path: string, options: StageLinkOptions): Promise<void> {
  const { finalPath, makeSymlink = symlink, makeHardLink = link, ...copyOptions } = options;
  if (await wasMade(makeSymlink(target, path))) return;
  // What it leads to is staged beside it, or was in the new cache before.
  for (const place of [path, finalPath]) {
    const content = resolve(dirname(place), target);
    try {
      if (!(await wasMade(makeHardLink(content, path)))) await copyDurably(content, path, copyOptions);
      return;
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }
}

async function wasMade(making: Promise<void>): Promise<boolean> {
  try {
    await making;
    return true;
  } catch (error) {
    if (REFUSED_CODES.has(errnoOf(error) ?? '')) return false;
    throw error;
  }
}
