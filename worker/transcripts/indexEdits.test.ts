import { expect, it } from 'vitest';
import { indexStep, SEGMENTS_PER_STEP } from './indexEdits.ts';
import { createSegment } from './tests/createSegment.ts';
import { openLibrary } from './tests/openLibrary.ts';

const COUNT = 2 * SEGMENTS_PER_STEP + 70;

/** A transcript in which every passage was changed at once. */
function replaceEverywhere() {
  const library = openLibrary();
  const { repository, database } = library;
  const { meetingId, transcriptId } = library.begin('One');
  const segments = Array.from({ length: COUNT }, (_, index) => createSegment(index * 3, ` apples ${index}`));
  repository.commitChunk({ transcriptId, jobId: null, chunkIndex: 0, segments, checkpoint: null });
  repository.editTranscript({
    transcriptId,
    revision: 0,
    edit: { kind: 'replaceAll', find: 'apples', replacement: 'pears', matchCase: true },
  });
  return {
    ...library,
    meetingId,
    transcriptId,
    count: (query: string) => repository.search({ query, limit: COUNT }).length,
    assertSound: () => {
      database.exec(`INSERT INTO segment_index (segment_index, rank) VALUES ('integrity-check', 1)`);
    },
  };
}

it('texts of a large edit are found after it, and nowhere as they were before', async () => {
  const { repository, database, count, assertSound } = replaceEverywhere();
  expect(count('apples')).toBe(0);
  expect(count('pears')).toBeLessThan(COUNT);
  expect(indexStep(database, SEGMENTS_PER_STEP)).toBe(SEGMENTS_PER_STEP);
  await repository.indexEdits();
  expect([count('apples'), count('pears')]).toEqual([0, COUNT]);
  assertSound();
});

it('texts that are changed again before they were found are found as they are then', async () => {
  const { repository, transcriptId, count, assertSound } = replaceEverywhere();
  const id = COUNT - 1;
  repository.editTranscript({
    transcriptId,
    revision: 1,
    edit: { kind: 'setText', segmentId: id, text: 'plums' },
  });
  repository.editTranscript({
    transcriptId,
    revision: 2,
    edit: { kind: 'setRemoved', segmentIds: [id - 1], removed: true },
  });
  await repository.indexEdits();
  expect([count('apples'), count('pears'), count('plums')]).toEqual([0, COUNT - 2, 1]);
  assertSound();
});

it('what is deleted before it was found leaves nothing in the index', async () => {
  const { repository, meetingId, transcriptId, count, assertSound } = replaceEverywhere();
  repository.editTranscript({
    transcriptId,
    revision: 1,
    edit: { kind: 'setRemoved', segmentIds: [COUNT - 1], removed: true },
  });
  repository.removeMeeting(meetingId);
  assertSound();
  await repository.indexEdits();
  expect([count('apples'), count('pears')]).toEqual([0, 0]);
  assertSound();
});

it('indexing ends between two steps when it is canceled', async () => {
  const { repository } = replaceEverywhere();
  await expect(repository.indexEdits(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
});
