import { z } from 'zod';
import type { Database } from '../database/connection.ts';

const speedRow = z.object({ model_id: z.string(), factor: z.number() });

/** Of the transcripts of a model, the newest this many count: a computer changes. */
const NEWEST = 5;

/** Model id -> seconds of work for a second of media, by the complete transcripts that this computer made. */
export function loadMeasuredSpeeds(database: Database): ReadonlyMap<string, number> {
  const rows = database.all(
    `SELECT model_id, avg(real_time_factor) AS factor FROM (
       SELECT model_id, real_time_factor,
         row_number() OVER (PARTITION BY model_id ORDER BY transcript_key DESC) AS age
       FROM transcripts WHERE status = 'complete' AND real_time_factor > 0
     ) WHERE age <= ? GROUP BY model_id`,
    NEWEST,
  );
  return new Map(
    rows.map((row) => {
      const { model_id, factor } = speedRow.parse(row);
      return [model_id, factor];
    }),
  );
}
