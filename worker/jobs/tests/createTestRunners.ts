import { AppError } from '../../contract/index.ts';
import type { JobLane } from '../../contract/index.ts';
import type { JobRunners } from '../jobQueue.ts';

/** Runners of every kind, of which those that a test does not give fail at once. */
export function createTestRunners(given: Partial<JobRunners>): JobRunners {
  const refuse = (lane: JobLane) => ({
    lane,
    run: () => Promise.reject(new AppError('internal', 'The test has no runner for this kind.')),
  });
  return {
    transcribe: refuse('compute'),
    'download-model': refuse('download'),
    'verify-models': refuse('cache'),
    'move-cache': refuse('cache'),
    'adopt-cache': refuse('cache'),
    'export-models': refuse('cache'),
    'import-models': refuse('cache'),
    ...given,
  };
}
