import type { BenchStep } from '../benchStep.ts';
import { startWorker } from '../children/startWorker.ts';
import { formatMs } from '../format.ts';
import { ensureRepeatedMeeting } from '../fixtures/repeatedMeeting.ts';
import { median } from '../median.ts';
import { transcribeFile } from './transcribeFile.ts';

const SECONDS = 120;
const ROUNDS = 3;

export const firstSegment: BenchStep = {
  name: 'first-segment',
  title: 'Time to the first segment',
  method:
    'From the request for a job (a recording of 2 minutes, starter model) to its first segment at the client. First job of a fresh worker, which loads the model, and the next one, which finds it in memory.',
  async run() {
    const path = await ensureRepeatedMeeting(SECONDS);
    const options = { model: 'earshot-starter', words: true };
    const cold: number[] = [];
    const warm: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const worker = await startWorker();
      try {
        cold.push((await transcribeFile(worker.client, path, options)).firstSegmentMs);
        warm.push((await transcribeFile(worker.client, path, options)).firstSegmentMs);
      } finally {
        await worker.stop();
      }
    }
    const row = (measured: string, values: readonly number[]) => ({
      measured,
      earshot: formatMs(median(values)),
      comparison: '',
      ratio: '',
      target: null,
    });
    return [row('model not loaded', cold), row('model in memory', warm)];
  },
};
