import { basename, extname } from 'node:path';
import { hashFile } from '../audio/hashFile.ts';
import { probeMedia } from '../audio/probeMedia.ts';
import { AppError, type AbortSignalLike } from '../contract/index.ts';
import type { NewMedia } from '../transcripts/mediaRecords.ts';

export interface PreparedMedia {
  readonly contentHash: string;
  /** The file's name without its extension: the meeting's first title. */
  readonly title: string;
  readonly record: NewMedia;
}

/**
 * Identifies a file by its content and reads what its container says. Throws `media-missing`, `media-unreadable`,
 * `media-no-audio` (also for a stream that is not there), `permission-denied` or an AbortError.
 */
export async function prepareMedia(
  path: string,
  streamIndex: number | null,
  signal: AbortSignalLike,
): Promise<PreparedMedia> {
  const info = await probeMedia(path);
  if (!info.audioStreams.some(({ index }) => streamIndex === null || index === streamIndex)) {
    throw new AppError('media-no-audio', 'The file has no such audio stream.', {
      details: { path, streamIndex },
    });
  }
  const { sha256, sizeBytes } = await hashFile(path, signal);
  const name = basename(path);
  return {
    contentHash: sha256,
    title: basename(name, extname(name)) || name,
    record: { path, contentHash: sha256, sizeBytes, durationSeconds: info.durationSeconds ?? 0 },
  };
}
