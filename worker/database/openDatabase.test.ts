import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../contract/index.ts';
import { openConnection } from './connection.ts';
import { openDatabase } from './openDatabase.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-database-'));
  path = join(folder, 'library.db');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const withCode = (code: ErrorCode) => expect.objectContaining({ name: 'AppError', code });

describe('openDatabase', () => {
  it('creates the file and its folder, and finds what was stored', () => {
    const nested = join(folder, 'dätä', 'library.db');
    const first = openDatabase({ path: nested });
    first.run(`INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES ('p', 'h', 1, 2)`);
    first.close();
    const second = openDatabase({ path: nested });
    expect(second.all('SELECT path FROM media')).toEqual([{ path: 'p' }]);
    expect(second.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(second.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
    expect(second.get('PRAGMA synchronous')).toEqual({ synchronous: 1 });
    second.close();
    expect(readdirSync(join(folder, 'dätä'))).toEqual(['library.db']);
  });

  it('refuses a file that is no database and does not touch it', () => {
    const content = 'Dear diary, '.repeat(1000);
    writeFileSync(path, content);
    expect(() => openDatabase({ path })).toThrow(withCode('database-corrupt'));
    expect(readFileSync(path, 'utf8')).toBe(content);
    expect(readdirSync(folder)).toEqual(['library.db']);
  });

  it('refuses the database of another program and does not touch it', () => {
    const other = openConnection({ path, busyTimeoutMs: 0 });
    other.exec('CREATE TABLE places (url TEXT)');
    other.close();
    const content = readFileSync(path);
    expect(() => openDatabase({ path })).toThrow(withCode('database-corrupt'));
    expect(readFileSync(path)).toEqual(content);
  });

  it('says that a library is damaged when it comes upon the damage', () => {
    const database = openDatabase({ path });
    database.transaction(() => {
      for (let index = 0; index < 2000; index += 1) {
        database.run(
          'INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES (?, ?, 1, 2)',
          `path ${index}`,
          `hash ${index}`,
        );
      }
    });
    database.close();
    const content = readFileSync(path);
    content.fill(0xff, content.length / 2);
    writeFileSync(path, content);
    expect(() => {
      const damaged = openDatabase({ path });
      try {
        damaged.all('SELECT * FROM media');
        damaged.all('PRAGMA integrity_check');
        damaged.all('SELECT * FROM media ORDER BY content_hash');
      } finally {
        damaged.close();
      }
    }).toThrow(withCode('database-corrupt'));
  });

  it('refuses the library of a newer app and does not touch it', () => {
    openDatabase({ path }).close();
    const raised = openConnection({ path, busyTimeoutMs: 0 });
    raised.exec('PRAGMA user_version = 99');
    raised.close();
    const content = readFileSync(path);
    expect(() => openDatabase({ path })).toThrow(withCode('database-newer'));
    expect(readFileSync(path)).toEqual(content);
  });

  it('says that the library is busy while someone else writes for too long', () => {
    const writer = openDatabase({ path });
    const other = openDatabase({ path, busyTimeoutMs: 0 });
    writer.transaction(() => {
      expect(() => openDatabase({ path, busyTimeoutMs: 0 })).toThrow(withCode('database-busy'));
      expect(() => other.run(`DELETE FROM media`)).toThrow(withCode('database-busy'));
      expect(other.all('SELECT * FROM media')).toEqual([]);
    });
    expect(other.run('DELETE FROM media').changes).toBe(0);
    writer.close();
    other.close();
  });

  it('says that the disk is full, undoes the transaction, and goes on when there is room', () => {
    const database = openDatabase({ path });
    const add = (hash: string, size: number) =>
      database.run(
        'INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES (?, ?, 1, 2)',
        'p'.repeat(size),
        hash,
      );
    add('before', 10);
    const pages = Number(database.get('PRAGMA page_count')?.['page_count']);
    database.exec(`PRAGMA max_page_count = ${pages + 5}`);
    expect(() => {
      database.transaction(() => {
        add('small', 10);
        add('large', 1_000_000);
      });
    }).toThrow(withCode('disk-full'));
    expect(database.all('SELECT content_hash FROM media')).toEqual([{ content_hash: 'before' }]);
    database.exec('PRAGMA max_page_count = 100000');
    add('after', 1_000_000);
    expect(database.all('SELECT content_hash FROM media')).toHaveLength(2);
    database.close();
  });

  it('says that it may not when a folder has the name of the file, or a file that of the folder', () => {
    mkdirSync(path);
    expect(() => openDatabase({ path })).toThrow(withCode('permission-denied'));
    writeFileSync(join(folder, 'file'), '');
    expect(() => openDatabase({ path: join(folder, 'file', 'library.db') })).toThrow();
    expect(existsSync(join(folder, 'file', 'library.db'))).toBe(false);
  });

  it('overwrites what is deleted', () => {
    const database = openDatabase({ path });
    database.run(
      `INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES ('secret', 'h', 1, 2)`,
    );
    database.close();
    expect(readFileSync(path).includes('secret')).toBe(true);
    const again = openDatabase({ path });
    again.run('DELETE FROM media');
    again.close();
    expect(readFileSync(path).includes('secret')).toBe(false);
  });
});

describe('a database', () => {
  it('undoes everything when a transaction throws, and can start another', () => {
    const database = openDatabase({ path });
    const insert = () =>
      database.run(
        `INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES ('p', 'h', 1, 2)`,
      );
    expect(() =>
      database.transaction(() => {
        insert();
        throw new Error('changed my mind');
      }),
    ).toThrow('changed my mind');
    database.transaction(() => {
      insert();
      // Part of the outer one.
      database.transaction(() => database.run(`UPDATE media SET path = 'q'`));
    });
    expect(database.all('SELECT path FROM media')).toEqual([{ path: 'q' }]);
    database.close();
  });

  it('shows one state for the length of a snapshot, in which nothing is written', () => {
    const reader = openDatabase({ path });
    const writer = openDatabase({ path });
    reader.snapshot(() => {
      expect(reader.all('SELECT * FROM media')).toEqual([]);
      writer.run(
        `INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES ('p', 'h', 1, 2)`,
      );
      expect(reader.all('SELECT * FROM media')).toEqual([]);
      expect(() => reader.transaction(() => undefined)).toThrow('A snapshot cannot write.');
    });
    expect(reader.all('SELECT path FROM media')).toEqual([{ path: 'p' }]);
    reader.close();
    writer.close();
  });

  it('keeps its text and values out of errors', () => {
    const database = openDatabase({ path });
    const insert = () =>
      database.run(
        'INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES (?, ?, 1, 2)',
        'p',
        'h',
      );
    insert();
    expect(insert).toThrow(
      expect.objectContaining({
        code: 'internal',
        message: 'SQLite: UNIQUE constraint failed: media.content_hash',
        details: { path, sqliteCode: 2067 },
      }),
    );
    database.close();
    database.close();
  });
});
