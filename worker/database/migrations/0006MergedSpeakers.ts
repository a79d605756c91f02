import type { Migration } from '../migrate.ts';

/** Who a speaker was merged into, for what is still being transcribed: later chunks know only the labels. */
export const mergedSpeakers: Migration = {
  version: 6,
  name: 'merged-speakers',
  up(database) {
    database.exec(`
      CREATE TABLE merged_speakers (
        transcript_key INTEGER NOT NULL REFERENCES transcripts ON DELETE CASCADE,
        label TEXT NOT NULL,
        into_label TEXT NOT NULL,
        PRIMARY KEY (transcript_key, label)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
