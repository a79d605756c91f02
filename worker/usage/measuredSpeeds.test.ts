import { expect, it } from 'vitest';
import { openDatabase } from '../database/openDatabase.ts';
import { loadMeasuredSpeeds } from './measuredSpeeds.ts';

it('is the average of the newest five complete transcripts of each model', () => {
  const database = openDatabase({ path: ':memory:' });
  database.run(
    `INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES ('/a', 'h', 1, 60)`,
  );
  database.run(`INSERT INTO meetings (media_key, title, created_at_ms) VALUES (1, 'A', 0)`);
  const add = (modelId: string, status: string, factor: number | null) =>
    database.run(
      `INSERT INTO transcripts (meeting_key, model_id, device, language, options_key, status, created_at_ms,
         real_time_factor) VALUES (1, ?, 'cpu', 'en', 'k', ?, 0, ?)`,
      modelId,
      status,
      factor,
    );
  for (const factor of [9, 1, 1, 1, 1, 2]) add('whisper-base', 'complete', factor);
  add('whisper-base', 'partial', 50);
  add('whisper-base', 'complete', null);
  add('whisper-tiny', 'complete', 0.5);
  add('whisper-small', 'partial', 3);
  expect(loadMeasuredSpeeds(database)).toEqual(
    new Map([
      ['whisper-base', 1.2],
      ['whisper-tiny', 0.5],
    ]),
  );
});
