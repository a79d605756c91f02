import type { BenchRow } from '../benchRow.ts';
import type { BenchStep } from '../benchStep.ts';
import { startWorker } from '../children/startWorker.ts';
import { formatMegabytes, formatMs, formatRatio, formatSpeed } from '../format.ts';
import { ensureRepeatedMeeting } from '../fixtures/repeatedMeeting.ts';
import { median } from '../median.ts';
import { transcribeFile } from './transcribeFile.ts';

const SHORT_SECONDS = 600;
const LONG_SECONDS = 7200;
const TARGET = 1.1;
/** The most memory of a run is where some moments happened to meet: of one recording it varies by a tenth. */
const RUNS = 3;

export const memory: BenchStep = {
  name: 'memory',
  title: 'Peak memory and length of the recording',
  method:
    'Most memory of the worker process (resident set) after one job with the starter model, a fresh process for each job. Medians of three jobs of each length, in turn.',
  async run(tell) {
    const shorts: Transcription[] = [];
    const longs: Transcription[] = [];
    for (let run = 1; run <= RUNS; run++) {
      tell(`10 minutes, ${run} of ${RUNS}`);
      shorts.push(await transcribe(SHORT_SECONDS));
      tell(`2 hours, ${run} of ${RUNS}`);
      longs.push(await transcribe(LONG_SECONDS));
    }
    const short = medianOf(shorts);
    const long = medianOf(longs);
    const ratio = long.peakBytes / short.peakBytes;
    const row = (measured: string, bytes: number, rest: Pick<BenchRow, 'ratio' | 'target'>): BenchRow => ({
      measured,
      earshot: formatMegabytes(bytes),
      comparison: '',
      ...rest,
    });
    return [
      row('10 minutes', short.peakBytes, { ratio: '', target: null }),
      row(
        `2 hours (in ${formatMs(long.elapsedMs)}, ${formatSpeed(LONG_SECONDS, long.elapsedMs)})`,
        long.peakBytes,
        {
          ratio: `${formatRatio(ratio)} that of 10 minutes`,
          target: { text: `<= ${TARGET}x`, met: ratio <= TARGET },
        },
      ),
    ];
  },
};

interface Transcription {
  readonly peakBytes: number;
  readonly elapsedMs: number;
}

function medianOf(runs: readonly Transcription[]): Transcription {
  return {
    peakBytes: median(runs.map(({ peakBytes }) => peakBytes)),
    elapsedMs: median(runs.map(({ elapsedMs }) => elapsedMs)),
  };
}

async function transcribe(seconds: number): Promise<Transcription> {
  const path = await ensureRepeatedMeeting(seconds);
  const worker = await startWorker();
  try {
    const { elapsedMs } = await transcribeFile(worker.client, path, {
      model: 'earshot-starter',
      words: true,
    });
    return { peakBytes: await worker.peakBytes(), elapsedMs };
  } finally {
    await worker.stop();
  }
}
