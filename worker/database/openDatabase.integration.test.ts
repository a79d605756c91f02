import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from './connection.ts';
import { openDatabase } from './openDatabase.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-database-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

describe('a library that may only be read', () => {
  const script = fileURLToPath(new URL('./tests/openAsUser.ts', import.meta.url));
  const openAsUser = (path: string, mode: string): unknown =>
    JSON.parse(execFileSync(process.execPath, [script, path, folder, mode], { encoding: 'utf8' }));

  it('is opened by its owner', () => {
    expect(openAsUser(join(folder, 'library.db'), '777')).toBe('ok');
  });

  it('is refused when the file is read-only', () => {
    const path = join(folder, 'library.db');
    openDatabase({ path }).close();
    chmodSync(path, 0o444);
    const content = readFileSync(path);
    expect(openAsUser(path, '777')).toMatchObject({ code: 'permission-denied', details: { path } });
    expect(readFileSync(path)).toEqual(content);
  });

  it('is refused when the folder is read-only', () => {
    const path = join(folder, 'library.db');
    openDatabase({ path }).close();
    chmodSync(path, 0o666);
    expect(openAsUser(path, '555')).toMatchObject({ code: 'permission-denied' });
  });

  it('is refused when it cannot be read at all or its folder not be made', () => {
    const path = join(folder, 'library.db');
    openDatabase({ path }).close();
    chmodSync(path, 0);
    expect(openAsUser(path, '755')).toMatchObject({ code: 'permission-denied' });
    expect(openAsUser(join(folder, 'new', 'library.db'), '555')).toMatchObject({ code: 'permission-denied' });
  });
});

describe('a full disk', () => {
  /** A file system of one megabyte where this process may mount one, else a folder; the rest is up to SQLite's limit. */
  function makeSmallDisk(path: string): { readonly isReal: boolean; remove(): void } {
    mkdirSync(path);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]).status === 0;
    return {
      isReal: mounted,
      remove() {
        if (mounted) execFileSync('umount', [path]);
      },
    };
  }
  const fill = (database: Database) => {
    for (let index = 0; index < 1000; index += 1) {
      database.run(
        'INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES (?, ?, 1, 2)',
        'p'.repeat(10_000),
        `hash ${index}`,
      );
    }
  };

  it('stops a write with its own error, loses nothing that was committed, and passes', () => {
    const disk = makeSmallDisk(join(folder, 'disk'));
    try {
      const path = join(folder, 'disk', 'library.db');
      const database = openDatabase({ path });
      if (!disk.isReal) database.exec('PRAGMA max_page_count = 200');
      expect(() => {
        fill(database);
      }).toThrow(expect.objectContaining({ code: 'disk-full' }));
      const stored = database.all('SELECT content_hash FROM media ORDER BY media_key');
      expect(stored.length).toBeGreaterThan(0);
      expect(stored).toEqual(stored.map((_, index) => ({ content_hash: `hash ${index}` })));
      expect(database.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      if (disk.isReal) execFileSync('mount', ['-o', 'remount,size=32m', join(folder, 'disk')]);
      else database.exec('PRAGMA max_page_count = 100000');
      database.run('DELETE FROM media');
      fill(database);
      database.close();
      const again = openDatabase({ path });
      expect(again.all('SELECT count(*) AS count FROM media')).toEqual([{ count: 1000 }]);
      again.close();
    } finally {
      disk.remove();
    }
  });

  it('keeps a library from being made, with the same error', () => {
    const disk = makeSmallDisk(join(folder, 'disk'));
    const path = join(folder, 'disk', 'library.db');
    try {
      if (disk.isReal) {
        spawnSync('sh', ['-c', 'head -c 1024k /dev/zero > "$1"', 'sh', join(folder, 'disk', 'filler')]);
        expect(() => openDatabase({ path })).toThrow(expect.objectContaining({ code: 'disk-full' }));
        rmSync(join(folder, 'disk', 'filler'));
      }
      const database = openDatabase({ path });
      expect(database.all('SELECT * FROM media')).toEqual([]);
      database.close();
    } finally {
      disk.remove();
    }
  });
});

it('is made once when several processes open it at the same moment', async () => {
  const path = join(folder, 'library.db');
  const script = fileURLToPath(new URL('./tests/openOnSignal.ts', import.meta.url));
  const processes = Array.from({ length: 6 }, () => spawn(process.execPath, [script, path]));
  await Promise.all(
    processes.map(({ stdout }) => new Promise((resolve) => stdout.once('readable', resolve))),
  );
  for (const { stdin } of processes) stdin.end();
  expect(await Promise.all(processes.map(({ stdout }) => text(stdout)))).toEqual(
    Array.from({ length: 6 }, () => 'ready ok'),
  );
  const database = openDatabase({ path });
  expect(database.get('SELECT count(*) AS count FROM media')).toEqual({ count: 6 });
  database.close();
});
