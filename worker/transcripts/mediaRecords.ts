import { z } from 'zod';
import type { MediaRecord } from '../contract/index.ts';
import type { Database, Row } from '../database/connection.ts';
import { notFound, toPublicId } from '../database/publicId.ts';

/** A file as it was found; the library gives it its id. */
export type NewMedia = Omit<MediaRecord, 'mediaId'>;

export interface MediaRecords {
  findByHash(contentHash: string): MediaRecord | null;
  /** The media last seen at this path. */
  findByPath(path: string): MediaRecord | null;
  /** Throws `not-found`. */
  get(mediaKey: number): MediaRecord;
  /** Returns the key. Content that is known keeps its record, which takes the new path. */
  upsert(media: NewMedia): number;
  /** The waveform, one byte per bin; null before it was saved. */
  findPeaks(mediaKey: number): Uint8Array | null;
  savePeaks(mediaKey: number, peaks: Uint8Array): void;
  removeUnused(): void;
}

const mediaRow = z.object({
  media_key: z.number(),
  path: z.string(),
  content_hash: z.string(),
  size_bytes: z.number(),
  duration_seconds: z.number(),
});

const UPSERT = `
  INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES (?, ?, ?, ?)
  ON CONFLICT (content_hash) DO UPDATE SET path = excluded.path
  RETURNING media_key`;

export function createMediaRecords({ database }: { readonly database: Database }): MediaRecords {
  return {
    findByHash(contentHash) {
      const row = database.get('SELECT * FROM media WHERE content_hash = ?', contentHash);
      return row === undefined ? null : toMedia(row);
    },
    findByPath(path) {
      const row = database.get('SELECT * FROM media WHERE path = ? ORDER BY media_key DESC LIMIT 1', path);
      return row === undefined ? null : toMedia(row);
    },
    get(mediaKey) {
      const row = database.get('SELECT * FROM media WHERE media_key = ?', mediaKey);
      if (row === undefined) throw notFound('media', toPublicId('media', mediaKey));
      return toMedia(row);
    },
    upsert: ({ path, contentHash, sizeBytes, durationSeconds }) =>
      Number(database.get(UPSERT, path, contentHash, sizeBytes, durationSeconds)?.['media_key']),
    findPeaks(mediaKey) {
      const peaks = database.get('SELECT peaks FROM peaks WHERE media_key = ?', mediaKey)?.['peaks'];
      return peaks instanceof Uint8Array ? peaks : null;
    },
    savePeaks(mediaKey, peaks) {
      database.run(
        `INSERT INTO peaks (media_key, peaks) SELECT media_key, ? FROM media WHERE media_key = ?
         ON CONFLICT (media_key) DO UPDATE SET peaks = excluded.peaks`,
        peaks,
        mediaKey,
      );
    },
    removeUnused() {
      database.run('DELETE FROM media WHERE media_key NOT IN (SELECT media_key FROM meetings)');
    },
  };
}

function toMedia(row: Row): MediaRecord {
  const media = mediaRow.parse(row);
  return {
    mediaId: toPublicId('media', media.media_key),
    path: media.path,
    contentHash: media.content_hash,
    sizeBytes: media.size_bytes,
    durationSeconds: media.duration_seconds,
  };
}
