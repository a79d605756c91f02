import type { Migration } from '../migrate.ts';

/**
 * What people change: an edit log per transcript, from which edits are undone and done again, also after a restart; notes
 * of meetings; and the waveform of media, which is found once. An edit that was undone stays, marked so, until another
 * one takes its place.
 */
export const transcriptEdits: Migration = {
  version: 3,
  name: 'transcript-edits',
  up(database) {
    database.exec(`
      ALTER TABLE transcripts ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE segments ADD COLUMN edited INTEGER NOT NULL DEFAULT 0 CHECK (edited IN (0, 1));
      ALTER TABLE meetings ADD COLUMN notes TEXT NOT NULL DEFAULT '';

      CREATE TABLE transcript_edits (
        transcript_key INTEGER NOT NULL REFERENCES transcripts ON DELETE CASCADE,
        edit_number INTEGER NOT NULL,
        kind TEXT NOT NULL,
        change TEXT NOT NULL,
        undone INTEGER NOT NULL CHECK (undone IN (0, 1)),
        PRIMARY KEY (transcript_key, edit_number)
      ) STRICT;

      CREATE TABLE peaks (
        media_key INTEGER PRIMARY KEY REFERENCES media ON DELETE CASCADE,
        peaks BLOB NOT NULL
      ) STRICT;
    `);
  },
};
