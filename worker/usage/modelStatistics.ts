import { z } from 'zod';
import type { ModelStatistics } from '../contract/index.ts';
import type { Database } from '../database/connection.ts';

/** How often models were used, and what that would have cost without a cache. */
export interface ModelStatisticsStore {
  /** The model was read into memory. @param sizeBytes of its weights. */
  addLoad(modelId: string, load: { readonly loadMs: number; readonly sizeBytes: number }): void;
  /** The model was asked for and in memory already. */
  addHit(modelId: string): void;
  /** By model id. */
  list(): readonly ModelStatistics[];
}

/** Load times kept of a model: enough for a median that one cold disk does not move. */
const KEPT_TIMES = 21;

const statisticsRow = z.object({
  model_id: z.string(),
  loads: z.number(),
  hits: z.number(),
  bytes_not_downloaded_again: z.number(),
  load_times_ms: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(z.number())),
});

export function createModelStatistics(database: Database): ModelStatisticsStore {
  const findTimes = (modelId: string): readonly number[] => {
    const row = database.get('SELECT * FROM model_statistics WHERE model_id = ?', modelId);
    return row === undefined ? [] : statisticsRow.parse(row).load_times_ms;
  };
  return {
    addLoad(modelId, { loadMs, sizeBytes }) {
      database.transaction(() => {
        const times = [...findTimes(modelId), Math.round(loadMs)].slice(-KEPT_TIMES);
        // The first load is what the download was for.
        database.run(
          `INSERT INTO model_statistics (model_id, loads, hits, bytes_not_downloaded_again, load_times_ms)
           VALUES (?, 1, 0, 0, ?)
           ON CONFLICT (model_id) DO UPDATE SET loads = loads + 1, load_times_ms = excluded.load_times_ms,
             bytes_not_downloaded_again = bytes_not_downloaded_again + ?`,
          modelId,
          JSON.stringify(times),
          sizeBytes,
        );
      });
    },
    addHit(modelId) {
      database.run(
        `INSERT INTO model_statistics (model_id, loads, hits, bytes_not_downloaded_again, load_times_ms)
         VALUES (?, 0, 1, 0, '[]') ON CONFLICT (model_id) DO UPDATE SET hits = hits + 1`,
        modelId,
      );
    },
    list: () =>
      database.all('SELECT * FROM model_statistics ORDER BY model_id').map((row) => {
        const parsed = statisticsRow.parse(row);
        const times = parsed.load_times_ms;
        return {
          modelId: parsed.model_id,
          loads: parsed.loads,
          hits: parsed.hits,
          bytesNotDownloadedAgain: parsed.bytes_not_downloaded_again,
          lastLoadMs: times.at(-1) ?? null,
          medianLoadMs: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? null,
        };
      }),
  };
}
