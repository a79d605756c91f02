import type { Migration } from '../migrate.ts';

/** Every request that left the computer, and what models were used for. */
export const modelUsage: Migration = {
  version: 4,
  name: 'model usage',
  up(database) {
    database.exec(`
      CREATE TABLE egress (
        egress_key INTEGER PRIMARY KEY AUTOINCREMENT,
        at_ms INTEGER NOT NULL,
        host TEXT NOT NULL,
        method TEXT NOT NULL,
        purpose TEXT NOT NULL,
        -- Null until an answer came.
        status INTEGER,
        received_bytes INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE model_statistics (
        model_id TEXT PRIMARY KEY,
        loads INTEGER NOT NULL,
        hits INTEGER NOT NULL,
        bytes_not_downloaded_again INTEGER NOT NULL,
        -- JSON, oldest first.
        load_times_ms TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
