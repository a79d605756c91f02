import type { StoredSegment } from '../../contract/index.ts';
import type { Segments } from '../segments.ts';

/** The segments of one transcript as they are before an edit: each is read once, however often it is looked at. */
export interface StoredSegments {
  find(id: number): StoredSegment | null;
  /** In time order. */
  list(): readonly StoredSegment[];
}

export function createStoredSegments(segments: Segments, transcriptKey: number): StoredSegments {
  let listed: readonly StoredSegment[] | null = null;
  const known = new Map<number, StoredSegment | null>();
  return {
    find(id) {
      const read = known.get(id);
      if (read !== undefined) return read;
      const found = listed === null ? segments.find(transcriptKey, id) : null;
      known.set(id, found);
      return found;
    },
    list() {
      if (listed === null) {
        listed = segments.list(transcriptKey);
        for (const segment of listed) known.set(segment.id, segment);
      }
      return listed;
    },
  };
}
