import { AppError } from '../contract/index.ts';
import type { Database } from './connection.ts';

export interface Migration {
  /** 1, 2, 3 ... without gaps; the number that `PRAGMA user_version` holds afterwards. */
  readonly version: number;
  readonly name: string;
  readonly up: (database: Database) => void;
}

/** "Ears" in ASCII: tells a library from any other SQLite file (https://www.sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x45617273;

/**
 * Brings the schema to the newest version, one transaction per step, and returns the versions it went through.
 * Throws `database-newer` for a file of a newer app and `database-corrupt` for a SQLite file that is not a library;
 * neither is changed.
 */
export function migrate(database: Database, migrations: readonly Migration[]): readonly number[] {
  assertNumbered(migrations);
  const latest = migrations.length;
  const applied: number[] = [];
  assertOurs(database, latest);
  for (const migration of migrations) {
    if (migration.version <= readPragma(database, 'user_version')) continue;
    database.transaction(() => {
      // Read again under the write lock: another process may have taken this step since.
      if (migration.version <= readPragma(database, 'user_version')) return;
      migration.up(database);
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migration.version}`);
      applied.push(migration.version);
    });
  }
  return applied;
}

function assertNumbered(migrations: readonly Migration[]): void {
  for (const [index, { version, name }] of migrations.entries()) {
    if (version !== index + 1) throw new Error(`Migration ${name} has number ${version}, not ${index + 1}.`);
  }
}

function assertOurs(database: Database, latest: number): void {
  const { path } = database;
  // One look: another process may be making the library, and half of before and half of after is neither.
  const { version, isOurs, isEmpty } = database.snapshot(() => ({
    version: readPragma(database, 'user_version'),
    isOurs: readPragma(database, 'application_id') === APPLICATION_ID,
    isEmpty: database.get('SELECT 1 FROM sqlite_schema LIMIT 1') === undefined,
  }));
  if (!isOurs && !(version === 0 && isEmpty)) {
    throw new AppError('database-corrupt', 'The file is a database of another program.', {
      details: { path },
    });
  }
  if (version > latest) {
    throw new AppError('database-newer', `The library has version ${version}, this app knows ${latest}.`, {
      details: { path, version, latest },
    });
  }
}

function readPragma(database: Database, name: 'user_version' | 'application_id'): number {
  return Number(database.get(`PRAGMA ${name}`)?.[name]);
}
