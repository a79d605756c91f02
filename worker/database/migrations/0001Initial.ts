import type { Migration } from '../migrate.ts';

/**
 * The library's first schema. Keys are integers, never used twice; outside they carry a letter (`m12`, see
 * publicKey.ts). Times are seconds from the beginning of the media; moments are milliseconds since 1970.
 *
 * Words are one JSON text per segment, `[start, end, text, probability, approximate]` each, in a table of their own:
 * they are read and written with their segment and never looked up by themselves. Measured on a three-hour meeting of
 * 30,000 words, a row per word takes 1.4 MB in place of 1.6 MB, but twice to four times as long to read.
 */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  up(database) {
    database.exec(`
      CREATE TABLE media (
        media_key INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL,
        content_hash TEXT NOT NULL UNIQUE,
        size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
        duration_seconds REAL NOT NULL CHECK (duration_seconds >= 0)
      ) STRICT;
      CREATE INDEX media_by_path ON media (path);

      CREATE TABLE meetings (
        meeting_key INTEGER PRIMARY KEY AUTOINCREMENT,
        media_key INTEGER NOT NULL REFERENCES media,
        title TEXT NOT NULL,
        created_at_ms INTEGER NOT NULL,
        current_transcript_key INTEGER REFERENCES transcripts ON DELETE SET NULL
      ) STRICT;
      CREATE INDEX meetings_by_media ON meetings (media_key);
      CREATE INDEX meetings_by_current_transcript ON meetings (current_transcript_key);
      CREATE INDEX meetings_by_creation ON meetings (created_at_ms);

      CREATE TABLE transcripts (
        transcript_key INTEGER PRIMARY KEY AUTOINCREMENT,
        meeting_key INTEGER NOT NULL REFERENCES meetings ON DELETE CASCADE,
        model_id TEXT NOT NULL,
        device TEXT NOT NULL,
        language TEXT NOT NULL,
        options_key TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('partial', 'complete')),
        created_at_ms INTEGER NOT NULL,
        real_time_factor REAL
      ) STRICT;
      CREATE INDEX transcripts_by_meeting ON transcripts (meeting_key);

      CREATE TABLE segments (
        segment_key INTEGER PRIMARY KEY,
        transcript_key INTEGER NOT NULL REFERENCES transcripts ON DELETE CASCADE,
        segment_id INTEGER NOT NULL,
        start REAL NOT NULL,
        "end" REAL NOT NULL,
        text TEXT NOT NULL,
        -- What the index holds where that differs from the text (see searchableText.ts).
        indexed_text TEXT,
        language TEXT NOT NULL,
        channel INTEGER,
        speaker TEXT,
        avg_logprob REAL NOT NULL,
        no_speech_prob REAL NOT NULL,
        compression_ratio REAL NOT NULL,
        temperature REAL NOT NULL,
        removed TEXT,
        UNIQUE (transcript_key, segment_id)
      ) STRICT;

      CREATE TABLE words (
        segment_key INTEGER PRIMARY KEY REFERENCES segments ON DELETE CASCADE,
        words TEXT NOT NULL
      ) STRICT;

      CREATE TABLE speakers (
        transcript_key INTEGER NOT NULL REFERENCES transcripts ON DELETE CASCADE,
        label TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (transcript_key, label)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE jobs (
        job_key INTEGER PRIMARY KEY AUTOINCREMENT,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        lane TEXT NOT NULL,
        status TEXT NOT NULL,
        params TEXT NOT NULL,
        progress TEXT,
        error TEXT,
        meeting_key INTEGER REFERENCES meetings ON DELETE CASCADE,
        attempt INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL,
        started_at_ms INTEGER,
        finished_at_ms INTEGER
      ) STRICT;
      CREATE INDEX jobs_by_position ON jobs (position);
      CREATE INDEX jobs_by_meeting ON jobs (meeting_key);

      -- While a transcript is partial: which chunks it holds, and where its job goes on.
      CREATE TABLE chunks (
        transcript_key INTEGER NOT NULL REFERENCES transcripts ON DELETE CASCADE,
        chunk_index INTEGER NOT NULL,
        PRIMARY KEY (transcript_key, chunk_index)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE checkpoints (
        transcript_key INTEGER PRIMARY KEY REFERENCES transcripts ON DELETE CASCADE,
        job_key INTEGER REFERENCES jobs ON DELETE SET NULL,
        state TEXT NOT NULL,
        saved_at_ms INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX checkpoints_by_job ON checkpoints (job_key);

      -- The index is made from this view, so that removed segments are not found and a rebuild agrees with the triggers.
      CREATE VIEW searchable_segments AS
        SELECT segment_key, coalesce(indexed_text, text) AS text FROM segments WHERE removed IS NULL;
      CREATE VIRTUAL TABLE segment_index USING fts5(
        text,
        content = 'searchable_segments',
        content_rowid = 'segment_key',
        tokenize = 'unicode61 remove_diacritics 2',
        prefix = '2 3'
      );

      CREATE TRIGGER segments_inserted AFTER INSERT ON segments WHEN new.removed IS NULL BEGIN
        INSERT INTO segment_index (rowid, text) VALUES (new.segment_key, coalesce(new.indexed_text, new.text));
      END;
      CREATE TRIGGER segments_deleted AFTER DELETE ON segments WHEN old.removed IS NULL BEGIN
        INSERT INTO segment_index (segment_index, rowid, text)
          VALUES ('delete', old.segment_key, coalesce(old.indexed_text, old.text));
      END;
      -- BEFORE, because the order of two AFTER triggers is not defined and the old text has to go first.
      CREATE TRIGGER segments_unindexed BEFORE UPDATE OF text, indexed_text, removed ON segments
      WHEN old.removed IS NULL BEGIN
        INSERT INTO segment_index (segment_index, rowid, text)
          VALUES ('delete', old.segment_key, coalesce(old.indexed_text, old.text));
      END;
      CREATE TRIGGER segments_reindexed AFTER UPDATE OF text, indexed_text, removed ON segments
      WHEN new.removed IS NULL BEGIN
        INSERT INTO segment_index (rowid, text) VALUES (new.segment_key, coalesce(new.indexed_text, new.text));
      END;
    `);
  },
};
