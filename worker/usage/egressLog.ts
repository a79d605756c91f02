import { z } from 'zod';
import type { EgressEntry } from '../contract/index.ts';
import type { Database } from '../database/connection.ts';

/** A request that is about to be made. */
export interface EgressRequest {
  readonly host: string;
  readonly purpose: string;
  readonly method: string;
}

/** The record of every request that left the computer, the newest some thousands of them. */
export interface EgressLog {
  /**
   * Enters a request before it is made; the returned function enters how it ended. Throws the database's errors: what
   * cannot be entered must not be sent.
   */
  begin(request: EgressRequest): (outcome: { status: number | null; receivedBytes: number }) => void;
  /** Newest first. */
  list(limit: number): readonly EgressEntry[];
}

export interface EgressLogOptions {
  readonly database: Database;
  readonly now?: () => number;
  /** Something was entered. */
  readonly onChanged: () => void;
  /** How a request ended could not be entered. */
  readonly onLost: (error: unknown) => void;
}

/** Our choice: a model takes about ten requests, an entry about a hundred bytes. */
const MAX_ENTRIES = 10_000;
/** The oldest go this many at a time. */
const SURPLUS_ENTRIES = 100;

const entryRow = z
  .object({
    at_ms: z.number(),
    host: z.string(),
    method: z.string(),
    purpose: z.string(),
    status: z.number().nullable(),
    received_bytes: z.number(),
  })
  .transform(({ at_ms: atMs, received_bytes: receivedBytes, ...entry }): EgressEntry => {
    return { atMs, receivedBytes, ...entry };
  });

export function createEgressLog({
  database,
  now = Date.now,
  onChanged,
  onLost,
}: EgressLogOptions): EgressLog {
  return {
    begin({ host, purpose, method }) {
      const key = database.transaction(() => {
        const { lastRowId } = database.run(
          'INSERT INTO egress (at_ms, host, method, purpose, received_bytes) VALUES (?, ?, ?, ?, 0)',
          now(),
          host,
          method,
          purpose,
        );
        if (lastRowId % SURPLUS_ENTRIES === 0) {
          database.run('DELETE FROM egress WHERE egress_key <= ?', lastRowId - MAX_ENTRIES);
        }
        return lastRowId;
      });
      onChanged();
      return ({ status, receivedBytes }) => {
        try {
          database.run(
            'UPDATE egress SET status = ?, received_bytes = ? WHERE egress_key = ?',
            status,
            receivedBytes,
            key,
          );
          onChanged();
        } catch (error) {
          onLost(error);
        }
      };
    },
    list: (limit) =>
      database
        .all('SELECT * FROM egress ORDER BY egress_key DESC LIMIT ?', limit)
        .map((row) => entryRow.parse(row)),
  };
}
