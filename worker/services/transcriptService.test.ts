import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { TranscriptChange } from '../contract/index.ts';
import { createSegment } from '../transcripts/tests/createSegment.ts';
import { openLibrary } from '../transcripts/tests/openLibrary.ts';
import { createTranscriptService } from './transcriptService.ts';

const STEREO = fileURLToPath(new URL('../audio/__fixtures__/stereo.flac', import.meta.url));

function openService() {
  const library = openLibrary();
  const changes: TranscriptChange[] = [];
  const changedMeetings: string[] = [];
  const changedNotes: string[] = [];
  const service = createTranscriptService({
    repository: library.repository,
    onTranscriptChanged: (change) => changes.push(change),
    onNotesChanged: ({ notes }) => changedNotes.push(notes),
    onMeetingChanged: (meetingId) => changedMeetings.push(meetingId),
  });
  return { ...library, service, changes, changedMeetings, changedNotes };
}

it('tells of changes, and of nothing where nothing changed', async () => {
  const { service, repository, begin, changes } = openService();
  const { transcriptId } = begin('One');
  const segments = [createSegment(0, ' one')];
  repository.commitChunk({ transcriptId, jobId: null, chunkIndex: 0, segments, checkpoint: null });
  const edit = { kind: 'setText' as const, segmentId: 0, text: 'two' };
  const change = await service.edit({ transcriptId, revision: 0, edit });
  await service.edit({ transcriptId, revision: 1, edit });
  await service.undo({ transcriptId, revision: 1 });
  await service.redo({ transcriptId, revision: 2 });
  expect(changes[0]).toEqual(change);
  expect(changes.map(({ revision }) => revision)).toEqual([1, 2, 3]);
});

it('lets others be answered between telling of a large change and answering who made it', async () => {
  const { repository, begin } = openLibrary();
  const order: string[] = [];
  const service = createTranscriptService({
    repository,
    onTranscriptChanged: ({ segments }) => {
      order.push(`told ${segments.length}`);
      setImmediate(() => order.push('another'));
    },
    onNotesChanged: () => undefined,
    onMeetingChanged: () => undefined,
  });
  const { transcriptId } = begin('One');
  const segments = Array.from({ length: 300 }, (_, index) => createSegment(index, ' one'));
  repository.commitChunk({ transcriptId, jobId: null, chunkIndex: 0, segments, checkpoint: null });
  const edit = { kind: 'replaceAll' as const, find: 'one', replacement: 'two', matchCase: true };
  await service.edit({ transcriptId, revision: 0, edit });
  order.push('answered');
  await service.undo({ transcriptId, revision: 1 });
  order.push('answered');
  expect(order).toEqual(['told 300', 'another', 'answered', 'told 300', 'another', 'answered']);
  await service.close();
});

it('tells of notes and of another version that is shown', () => {
  const { service, begin, changedMeetings, changedNotes } = openService();
  const { meetingId, transcriptId } = begin('One');
  service.setNotes({ meetingId, notes: 'x', replaces: '' });
  service.setCurrent(transcriptId);
  expect([changedNotes, changedMeetings]).toEqual([['x'], [meetingId]]);
});

it('finds the waveform of media once, also for windows that ask at the same time and after the file is gone', async () => {
  const { service, repository } = openService();
  const folder = mkdtempSync(join(tmpdir(), 'earshot-peaks-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'stereo.flac');
  copyFileSync(STEREO, path);
  const { media } = repository.createMeeting({
    title: 'One',
    media: { path, contentHash: 'aa', sizeBytes: 1, durationSeconds: 1 },
  });
  const both = await Promise.all([service.getPeaks(media.mediaId, 20), service.getPeaks(media.mediaId, 20)]);
  expect(both[0]).toEqual(both[1]);
  expect(both[0]).toHaveLength(20);
  expect(Math.max(...both[0])).toBeGreaterThan(20);
  rmSync(path);
  expect(await service.getPeaks(media.mediaId, 20)).toEqual(both[0]);
});

it('says what is wrong with media that has no waveform, and looks again the next time', async () => {
  const { service, begin } = openService();
  const { mediaId } = begin('Gone');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await expect(service.getPeaks(mediaId, 20)).rejects.toMatchObject({ code: 'media-missing' });
  }
  await expect(service.getPeaks('f9', 20)).rejects.toMatchObject({ code: 'not-found' });
  await service.close();
});
