import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { compactIndex } from './compactIndex.ts';
import { createSegment } from './tests/createSegment.ts';
import { openLibrary } from './tests/openLibrary.ts';

/** A word that has hardly a beginning in common with any other, as the index leaves those out. */
function uniqueWord(meeting: number, segment: number): string {
  return createHash('sha256').update(`${meeting} ${segment}`).digest('hex').slice(0, 24);
}

/** Twenty meetings of 150 segments, each with words of its own: too much for a single step. */
function openFull() {
  const library = openLibrary();
  for (let meeting = 0; meeting < 20; meeting += 1) {
    const { transcriptId } = library.begin(`Meeting ${meeting}`);
    const segments = Array.from({ length: 150 }, (_, index) =>
      createSegment(index, `${uniqueWord(meeting, index)} ${uniqueWord(-meeting, index)} common`),
    );
    library.repository.commitChunk({ transcriptId, jobId: null, chunkIndex: 0, segments, checkpoint: null });
  }
  const indexHolds = (word: string) =>
    library.database
      .all('SELECT block FROM segment_index_data')
      .some(({ block }) => Buffer.from(block as Uint8Array).includes(word));
  return { ...library, indexHolds };
}

it('takes the words of removed meetings out of the index and leaves the others', async () => {
  const { database, repository, indexHolds } = openFull();
  const removed = uniqueWord(4, 77);
  const kept = uniqueWord(5, 77);
  repository.removeMeeting('m5');
  expect([indexHolds(removed.slice(8)), indexHolds(kept.slice(8))]).toEqual([true, true]);
  await compactIndex(database);
  expect([indexHolds(removed.slice(8)), indexHolds(kept.slice(8))]).toEqual([false, true]);
  expect(repository.search({ query: kept, limit: 9 })).toHaveLength(1);
  expect(repository.search({ query: 'common', limit: 1000 })).toHaveLength(1000);
  database.exec(`INSERT INTO segment_index (segment_index, rank) VALUES ('integrity-check', 1)`);
});

it('lets other work go between its steps, and stops when told to', async () => {
  const { database, repository } = openFull();
  repository.removeMeeting('m5');
  const controller = new AbortController();
  let turns = 0;
  const count = () => {
    turns += 1;
    if (turns === 2) controller.abort();
    else setImmediate(count);
  };
  setImmediate(count);
  await expect(compactIndex(database, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  await compactIndex(database);
  expect(repository.search({ query: uniqueWord(4, 77), limit: 9 })).toEqual([]);
});
