import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { toDatabaseError } from './sqliteError.ts';

export type SqlValue = string | number | null | Uint8Array;
/** A row as SQLite returns it; whoever reads it checks it with a schema. */
export type Row = Readonly<Record<string, unknown>>;

type Synchronous<Result> = Result extends PromiseLike<unknown> ? never : Result;

/** One open database. Every method throws an AppError with a code from the contract (see sqliteError.ts). */
export interface Database {
  readonly path: string;
  run(sql: string, ...values: readonly SqlValue[]): { readonly changes: number; readonly lastRowId: number };
  get(sql: string, ...values: readonly SqlValue[]): Row | undefined;
  all(sql: string, ...values: readonly SqlValue[]): readonly Row[];
  /** Runs one or more statements without values. */
  exec(sql: string): void;
  /**
   * All or nothing: commits when `work` returns, rolls back when it throws. `work` is synchronous, because the one
   * connection is shared. Inside another transaction it becomes part of that one.
   */
  transaction<Result>(work: () => Synchronous<Result>): Result;
  /** Several reads that see one state, whatever other processes write meanwhile. Takes no write lock. */
  snapshot<Result>(work: () => Synchronous<Result>): Result;
  close(): void;
}

export interface ConnectionOptions {
  readonly path: string;
  /** How long a statement waits for another process's lock, which blocks this thread. */
  readonly busyTimeoutMs: number;
}

/**
 * Opens a file with SQLite and nothing more: no journal mode, no schema. This is the only importer of node:sqlite.
 * Prepared statements are kept by their text, so SQL must be literal text, never built from input.
 */
export function openConnection({ path, busyTimeoutMs }: ConnectionOptions): Database {
  const attempt = <Result>(operation: () => Result): Result => {
    try {
      return operation();
    } catch (error) {
      throw toDatabaseError(error, path);
    }
  };
  const connection = attempt(() => new DatabaseSync(path, { timeout: busyTimeoutMs }));
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  let open: 'transaction' | 'snapshot' | null = null;
  const within = <Result>(kind: 'transaction' | 'snapshot', begin: string, work: () => Result): Result => {
    if (open === 'snapshot' && kind === 'transaction') throw new Error('A snapshot cannot write.');
    if (open !== null) return work();
    attempt(() => {
      connection.exec(begin);
    });
    open = kind;
    try {
      const result = work();
      attempt(() => {
        connection.exec('COMMIT');
      });
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after some errors, such as a full disk.
      if (connection.isTransaction) connection.exec('ROLLBACK');
      throw error;
    } finally {
      open = null;
    }
  };

  return {
    path,
    run: (sql, ...values) =>
      attempt(() => {
        const { changes, lastInsertRowid } = prepare(sql).run(...values);
        return { changes: Number(changes), lastRowId: Number(lastInsertRowid) };
      }),
    get: (sql, ...values) => attempt(() => prepare(sql).get(...values)),
    all: (sql, ...values) => attempt(() => prepare(sql).all(...values)),
    exec: (sql) => {
      attempt(() => {
        connection.exec(sql);
      });
    },
    // IMMEDIATE takes the write lock first: a transaction that reads and then writes cannot fail halfway with BUSY.
    transaction: (work) => within('transaction', 'BEGIN IMMEDIATE', work),
    snapshot: (work) => within('snapshot', 'BEGIN DEFERRED', work),
    close() {
      if (connection.isOpen) connection.close();
    },
  };
}
