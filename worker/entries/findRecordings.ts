import { stat } from 'node:fs/promises';
import { AppError } from '../contract/index.ts';
import { toFileError } from '../lib/toFileError.ts';
import type { CommandName } from './command.ts';
import { findMedia, type MediaInput } from './findMedia.ts';
import { UsageError } from './usageError.ts';

/** What the system says of a name that leads nowhere. */
const MISSING: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

/**
 * The recordings that were typed, for work that begins later. Throws UsageError for folders and patterns without any,
 * `media-missing` for the first file that is not there, and what the system says of the first folder that it does not list.
 */
export async function findRecordings(
  inputs: readonly string[],
  { cwd, topic }: { readonly cwd: string; readonly topic: CommandName },
): Promise<readonly MediaInput[]> {
  const { media, unmatched, unlisted } = await findMedia(inputs, cwd);
  if (unmatched[0] !== undefined)
    throw new UsageError(`There are no recordings in "${unmatched[0]}".`, topic);
  if (unlisted[0] !== undefined) throw unlisted[0].error;
  for (const { path } of media) await assertThere(path);
  return media;
}

async function assertThere(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && MISSING.has(error.code);
    if (!isMissing) throw toFileError(error, path);
    throw new AppError('media-missing', 'There is no such file.', { details: { path }, cause: error });
  }
}
