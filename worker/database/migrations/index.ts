import type { Migration } from '../migrate.ts';
import { initial } from './0001Initial.ts';
import { jobResults } from './0002JobResults.ts';
import { transcriptEdits } from './0003TranscriptEdits.ts';
import { modelUsage } from './0004ModelUsage.ts';
import { laterIndexing } from './0005LaterIndexing.ts';
import { mergedSpeakers } from './0006MergedSpeakers.ts';

/** In order. A migration that was released is never edited; a change of the schema is a new one. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  jobResults,
  transcriptEdits,
  modelUsage,
  laterIndexing,
  mergedSpeakers,
];
