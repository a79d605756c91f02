import type { BenchRow } from '../benchRow.ts';
import type { BenchStep } from '../benchStep.ts';
import { startWorker } from '../children/startWorker.ts';
import { formatMs } from '../format.ts';
import { wordOfRank } from '../fixtures/createTextSource.ts';
import { ensureLargeLibrary } from '../fixtures/largeLibrary.ts';
import { median } from '../median.ts';

const ROUNDS = 20;

/** The word of rank 1 is in nearly every segment, that of rank 300 in one of a hundred, that of rank 10,000 in few. */
const QUERIES = [
  { measured: 'common word', query: `${wordOfRank(1)} ` },
  { measured: 'word', query: `${wordOfRank(300)} ` },
  { measured: 'rare word', query: `${wordOfRank(10_000)} ` },
  { measured: 'prefix of a word being typed', query: wordOfRank(300).slice(0, 3) },
  { measured: 'two words', query: `${wordOfRank(20)} ${wordOfRank(300)} ` },
  { measured: 'phrase', query: `"${wordOfRank(3)} ${wordOfRank(20)}"` },
];

export const search: BenchStep = {
  name: 'search',
  title: 'Search in 2,000 meetings',
  method:
    '600,000 segments of 14 made-up words with natural frequencies; a request over RPC for the 50 best, median of 20.',
  async run(tell) {
    tell('filling the library');
    const worker = await startWorker(await ensureLargeLibrary());
    try {
      const rows: BenchRow[] = [];
      for (const { measured, query } of QUERIES) {
        const times: number[] = [];
        let hits = 0;
        for (let round = 0; round < ROUNDS; round++) {
          const startedAtMs = performance.now();
          hits = (await worker.client.request('library.search', { query, limit: 50 })).length;
          times.push(performance.now() - startedAtMs);
        }
        rows.push({
          measured: `${measured} (${query.trim()})`,
          earshot: `${formatMs(median(times))} (${hits} hits)`,
          comparison: '',
          ratio: '',
          target: null,
        });
      }
      return rows;
    } finally {
      await worker.stop();
    }
  },
};
