import { expect, it } from 'vitest';
import { openConnection } from './connection.ts';
import type { Database } from './connection.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';

const open = () => openConnection({ path: ':memory:', busyTimeoutMs: 0 });
const tables = (database: Database) =>
  database
    .all(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
    .map(({ name }) => name);
const version = (database: Database) => database.get('PRAGMA user_version')?.['user_version'];

const first: Migration = {
  version: 1,
  name: 'first',
  up: (database) => database.exec('CREATE TABLE a (x ANY) STRICT'),
};
const second: Migration = {
  version: 2,
  name: 'second',
  up: (database) => database.exec('CREATE TABLE b (x ANY) STRICT'),
};

it('takes only the steps that are missing, each once', () => {
  const database = open();
  expect(migrate(database, [first])).toEqual([1]);
  database.run('INSERT INTO a VALUES (?)', 'kept');
  expect(migrate(database, [first, second])).toEqual([2]);
  expect(migrate(database, [first, second])).toEqual([]);
  expect(tables(database)).toEqual(['a', 'b']);
  expect(database.all('SELECT x FROM a')).toEqual([{ x: 'kept' }]);
});

it('leaves the database at the last good step when one fails', () => {
  const database = open();
  const failing: Migration = {
    version: 2,
    name: 'failing',
    up(target) {
      target.exec('CREATE TABLE half (x ANY) STRICT');
      throw new Error('halfway');
    },
  };
  expect(() => migrate(database, [first, failing])).toThrow('halfway');
  expect(tables(database)).toEqual(['a']);
  expect(version(database)).toBe(1);
});

it('refuses numbers that do not rise by one', () => {
  for (const migrations of [[second], [first, first], [second, first], [first, { ...second, version: 3 }]]) {
    expect(() => migrate(open(), migrations)).toThrow('has number');
  }
});

it('refuses the database of a newer app and leaves it as it is', () => {
  const database = open();
  migrate(database, [first, second]);
  expect(() => migrate(database, [first])).toThrow(
    expect.objectContaining({ code: 'database-newer', details: { path: ':memory:', version: 2, latest: 1 } }),
  );
  expect(version(database)).toBe(2);
});

it('refuses the database of another program, even one without a version', () => {
  const database = open();
  database.exec('CREATE TABLE places (url TEXT)');
  expect(() => migrate(database, [first])).toThrow(expect.objectContaining({ code: 'database-corrupt' }));
  expect(tables(database)).toEqual(['places']);
});

it('creates the library from nothing', () => {
  const database = open();
  expect(migrate(database, MIGRATIONS)).toEqual(MIGRATIONS.map((migration) => migration.version));
  expect(tables(database).filter((name) => !String(name).startsWith('segment_index_'))).toEqual([
    'checkpoints',
    'chunks',
    'egress',
    'jobs',
    'media',
    'meetings',
    'merged_speakers',
    'model_statistics',
    'peaks',
    'segment_index',
    'segments',
    'speakers',
    'transcript_edits',
    'transcripts',
    'unindexed_segments',
    'words',
  ]);
  const loose = database.all(`SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict`);
  expect(loose.filter(({ name }) => !/^(sqlite_|segment_index_)/.test(String(name)))).toEqual([]);
  expect(database.all('PRAGMA foreign_key_check')).toEqual([]);
  expect(database.get('PRAGMA application_id')).toEqual({ application_id: 0x45617273 });
});

it('gives every foreign key of the library an index', () => {
  const database = open();
  migrate(database, MIGRATIONS);
  const unindexed = database.all(`
    SELECT tables.name, keys."from" AS "column" FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys
    WHERE tables.type = 'table' AND NOT EXISTS (
      SELECT 1 FROM pragma_index_list(tables.name) AS indexes, pragma_index_info(indexes.name) AS columns
      WHERE columns.seqno = 0 AND columns.name = keys."from"
    ) AND NOT EXISTS (
      SELECT 1 FROM pragma_table_info(tables.name) AS columns WHERE columns.pk = 1 AND columns.name = keys."from"
    )`);
  expect(unindexed).toEqual([]);
});

it('upgrades a library of the first version with what is in it', () => {
  const database = open();
  migrate(database, MIGRATIONS.slice(0, 1));
  database.exec(`
    INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES ('/a.wav', 'aa', 1, 2);
    INSERT INTO meetings (media_key, title, created_at_ms) VALUES (1, 'One', 3);
    INSERT INTO transcripts (meeting_key, model_id, device, language, options_key, status, created_at_ms)
      VALUES (1, 'tiny', 'cpu', 'en', 'x', 'complete', 4);
    INSERT INTO segments (transcript_key, segment_id, start, "end", text, language, avg_logprob, no_speech_prob,
      compression_ratio, temperature) VALUES (1, 0, 0, 1, 'hello', 'en', -1, 0, 1, 0);
  `);
  migrate(database, MIGRATIONS);
  expect(database.all('SELECT notes FROM meetings')).toEqual([{ notes: '' }]);
  expect(database.all('SELECT revision FROM transcripts')).toEqual([{ revision: 0 }]);
  expect(database.all('SELECT text, edited FROM segments')).toEqual([{ text: 'hello', edited: 0 }]);
  database.exec(`INSERT INTO segment_index (segment_index, rank) VALUES ('integrity-check', 1)`);
});
