import type { Migration } from '../migrate.ts';

/**
 * Texts that change are noted, and indexed after that: an edit of a whole transcript took 0.4 s of the index's work, and
 * takes a tenth of that without. What is noted is the text that the index holds, which it has to be given to forget it.
 */
export const laterIndexing: Migration = {
  version: 5,
  name: 'later-indexing',
  up(database) {
    database.exec(`
      CREATE TABLE unindexed_segments (
        segment_key INTEGER PRIMARY KEY,
        -- What the index holds of it; null for nothing.
        indexed_text TEXT
      ) STRICT;

      DROP TRIGGER segments_unindexed;
      DROP TRIGGER segments_reindexed;
      CREATE TRIGGER segments_changed AFTER UPDATE OF text, indexed_text, removed ON segments
      WHEN iif(old.removed IS NULL, coalesce(old.indexed_text, old.text), NULL)
        IS NOT iif(new.removed IS NULL, coalesce(new.indexed_text, new.text), NULL)
      BEGIN
        INSERT INTO unindexed_segments (segment_key, indexed_text)
          VALUES (old.segment_key, iif(old.removed IS NULL, coalesce(old.indexed_text, old.text), NULL))
          ON CONFLICT DO NOTHING;
      END;

      DROP TRIGGER segments_deleted;
      -- One trigger, because the order of two is not defined.
      CREATE TRIGGER segments_deleted AFTER DELETE ON segments BEGIN
        INSERT INTO segment_index (segment_index, rowid, text)
          SELECT 'delete', old.segment_key, coalesce(old.indexed_text, old.text)
          WHERE old.removed IS NULL
            AND NOT EXISTS (SELECT 1 FROM unindexed_segments WHERE segment_key = old.segment_key)
          UNION ALL
          SELECT 'delete', segment_key, indexed_text FROM unindexed_segments
          WHERE segment_key = old.segment_key AND indexed_text IS NOT NULL;
        DELETE FROM unindexed_segments WHERE segment_key = old.segment_key;
      END;
    `);
  },
};
