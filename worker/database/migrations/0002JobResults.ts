import type { Migration } from '../migrate.ts';

/** What a completed job says of its outcome, as JSON. */
export const jobResults: Migration = {
  version: 2,
  name: 'job results',
  up(database) {
    database.exec('ALTER TABLE jobs ADD COLUMN result TEXT');
  },
};
