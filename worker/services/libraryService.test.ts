import { expect, it } from 'vitest';
import { SILENT_LOGGER } from '../lib/logger.ts';
import type { JobSnapshot } from '../contract/index.ts';
import { createSegment } from '../transcripts/tests/createSegment.ts';
import { openLibrary } from '../transcripts/tests/openLibrary.ts';
import { createLibraryService } from './libraryService.ts';

/** A meeting of which one version is complete, and another is begun. */
function openMeeting(jobs: readonly Partial<JobSnapshot>[] = []) {
  const library = openLibrary();
  const { repository } = library;
  const { meetingId, transcriptId: first } = library.begin('One');
  const say = (transcriptId: string, text: string) =>
    repository.commitChunk({
      transcriptId,
      jobId: null,
      chunkIndex: 0,
      segments: [createSegment(0, text)],
      checkpoint: null,
    });
  say(first, ' apples');
  repository.completeTranscript(first, { realTimeFactor: 0.1 });
  const { transcriptId: second } = repository.startTranscript({
    meetingId,
    modelId: 'base',
    device: 'cpu',
    language: 'en',
    optionsKey: 'others',
  });
  say(second, ' pears');
  const changed: string[] = [];
  const service = createLibraryService({
    repository,
    jobs: { list: () => jobs as readonly JobSnapshot[], removeOfMeeting: () => Promise.resolve() },
    nameModel: (modelId) => Promise.resolve(`The ${modelId} *model*`),
    onMeetingChanged: (id) => changed.push(id),
    onMeetingRemoved: () => undefined,
    logger: SILENT_LOGGER,
  });
  return {
    ...library,
    service,
    changed,
    meetingId,
    first,
    second,
    complete: () => repository.completeTranscript(second, { realTimeFactor: 0.1 }),
    versions: () => repository.getMeeting(meetingId).transcripts.map(({ transcriptId }) => transcriptId),
    find: (query: string) => service.search({ query, limit: 9 }),
  };
}

it('a version that is deleted is gone with its words, and another one is shown', async () => {
  const { service, changed, complete, meetingId, first, second, versions, repository, database, find } =
    openMeeting();
  complete();
  expect(repository.getMeeting(meetingId).transcript?.transcriptId).toBe(second);
  service.removeTranscript(second);
  await service.close();
  expect(versions()).toEqual([first]);
  expect(repository.getMeeting(meetingId).transcript?.transcriptId).toBe(first);
  expect(changed).toEqual([meetingId]);
  expect([(await find('pears')).length, (await find('apples')).length]).toEqual([0, 1]);
  const blocks = database.all('SELECT block FROM segment_index_data').map(({ block }) => block as Uint8Array);
  expect(blocks.some((block) => Buffer.from(block).includes('pears'))).toBe(false);
});

it('the only complete version is not deleted', () => {
  const { service, first, second, versions } = openMeeting();
  expect(() => {
    service.removeTranscript(first);
  }).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  expect(versions()).toEqual([second, first]);
});

it('a version that is being made is not deleted, one that was stopped is', () => {
  const busy = openMeeting([{ meetingId: 'm1', status: 'paused' }]);
  expect(() => {
    busy.service.removeTranscript(busy.second);
  }).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  const stopped = openMeeting([{ meetingId: 'm1', status: 'canceled' }]);
  stopped.service.removeTranscript(stopped.second);
  expect(stopped.versions()).toEqual([stopped.first]);
});

it('documents to read name the model as people do, those for programs by its id', async () => {
  const { service, meetingId, first, second } = openMeeting();
  const render = async (format: 'md' | 'html' | 'json', transcriptId: string) =>
    String(await service.renderExport({ meetingId, transcriptId, format, options: {} }));
  expect(await render('md', second)).toContain('\n- Model: The base \\*model\\*\n');
  expect(await render('html', first)).toContain(' · Model: The tiny *model*</p>');
  expect(await render('json', second)).toContain('\n  "model": "base",\n');
});
