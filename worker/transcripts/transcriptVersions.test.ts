import { describe, expect, it } from 'vitest';
import type { Word } from '../contract/index.ts';
import { createLogger } from '../lib/logger.ts';
import { createSegment } from './tests/createSegment.ts';
import { openLibrary } from './tests/openLibrary.ts';
import type { TranscriptRepository } from './transcriptRepository.ts';

const WORDS: readonly Word[] = [
  { start: 0.1 + 0.2, end: 1 / 3, text: ' Grüße,', probability: 0.123456789012345, approximate: false },
  { start: 1, end: 2, text: ' 🎉', probability: 1, approximate: true },
];

const notFound = expect.objectContaining({ code: 'not-found' });
const invalid = expect.objectContaining({ code: 'invalid-request' });

function startAnother(repository: TranscriptRepository, meetingId: string): string {
  const options = { modelId: 'base', device: 'cpu', language: 'en', optionsKey: 'x' };
  return repository.startTranscript({ meetingId, ...options }).transcriptId;
}

describe('transcripts', () => {
  it('become the current one when complete, and are found by media and options', () => {
    const { repository, begin } = openLibrary();
    const { meetingId, mediaId, transcriptId } = begin('One');
    const wanted = { mediaId, optionsKey: 'options' };
    expect(repository.findTranscript(wanted)).toBeNull();
    expect(repository.getMeeting(meetingId)).toMatchObject({
      status: 'partial',
      language: null,
      transcript: { transcriptId, language: null },
    });
    repository.updateTranscript(transcriptId, { language: 'de' });
    expect(repository.completeTranscript(transcriptId, { realTimeFactor: 0.25, device: 'webgpu' })).toEqual({
      transcriptId,
      meetingId,
      modelId: 'tiny',
      device: 'webgpu',
      language: 'de',
      status: 'complete',
      createdAtMs: 2,
      realTimeFactor: 0.25,
    });
    expect(repository.findTranscript(wanted)?.transcriptId).toBe(transcriptId);
    expect(repository.findTranscript({ mediaId, optionsKey: 'others' })).toBeNull();
    expect(repository.findPartialTranscript(wanted)).toBeNull();
    expect(() => repository.completeTranscript(transcriptId, { realTimeFactor: 1 })).toThrow(invalid);
  });

  it('whose checkpoint cannot be read are left aside', () => {
    const { database, repository, begin } = openLibrary();
    const { transcriptId, mediaId } = begin('One');
    const segments = [createSegment(0, 'x')];
    repository.commitChunk({ transcriptId, jobId: null, chunkIndex: 0, segments, checkpoint: 1 });
    database.run(`UPDATE checkpoints SET state = '{'`);
    expect(repository.findPartialTranscript({ mediaId, optionsKey: 'options' })).toBeNull();
    expect(repository.getTranscript(transcriptId).segments).toHaveLength(1);
  });

  it('stay current until the next one of the meeting is complete', () => {
    const { repository, begin } = openLibrary();
    const { meetingId, transcriptId: first } = begin('One');
    repository.completeTranscript(first, { realTimeFactor: 1 });
    const start = () => startAnother(repository, meetingId);
    const second = start();
    const currentId = () => repository.getMeeting(meetingId).transcript?.transcriptId;
    expect(currentId()).toBe(first);
    repository.completeTranscript(second, { realTimeFactor: 1 });
    expect(currentId()).toBe(second);
    const third = start();
    expect(repository.getMeeting(meetingId, third).transcript?.transcriptId).toBe(third);
    expect(repository.getMeeting(meetingId).transcripts.map(({ transcriptId }) => transcriptId)).toEqual([
      third,
      second,
      first,
    ]);
    repository.discardTranscript(third);
    expect(currentId()).toBe(second);
    expect(() => repository.getTranscript(third)).toThrow(notFound);
    expect(() => {
      repository.discardTranscript(second);
    }).toThrow(invalid);
  });

  it('are shown as the person chooses, until another one is complete, or for good once they were changed', () => {
    const { repository, begin } = openLibrary();
    const { meetingId, transcriptId: first } = begin('One');
    const start = () => startAnother(repository, meetingId);
    const complete = (transcriptId: string) =>
      repository.completeTranscript(transcriptId, { realTimeFactor: 1 });
    const currentId = () => repository.getMeeting(meetingId).transcript?.transcriptId;
    complete(first);
    const second = start();
    complete(second);
    repository.setCurrentTranscript(first);
    expect(currentId()).toBe(first);
    const third = start();
    expect(currentId()).toBe(first);
    complete(third);
    expect(currentId()).toBe(third);
    repository.showTranscriptAgain(second);
    expect(currentId()).toBe(second);
    repository.setCurrentTranscript(third);
    repository.editTranscript({
      transcriptId: third,
      revision: 0,
      edit: { kind: 'addSpeaker', name: 'Anna', segmentIds: [] },
    });
    complete(start());
    repository.showTranscriptAgain(second);
    expect(currentId()).toBe(third);
    expect(() => repository.setCurrentTranscript('t9')).toThrow(notFound);
  });

  it('leave the meeting empty when the only one is discarded', () => {
    const { repository, begin } = openLibrary();
    const { meetingId, transcriptId } = begin('One');
    repository.commitChunk({
      transcriptId,
      jobId: null,
      chunkIndex: 0,
      segments: [createSegment(0, 'x')],
      checkpoint: 1,
    });
    repository.discardTranscript(transcriptId);
    expect(repository.getMeeting(meetingId)).toMatchObject({
      status: 'empty',
      transcript: null,
      transcripts: [],
    });
    expect(repository.search({ query: 'x', limit: 1 })).toEqual([]);
  });

  it('list their speakers by label', () => {
    const { repository, begin } = openLibrary();
    const { meetingId, transcriptId } = begin('One');
    for (const [chunkIndex, speaker] of ['SPEAKER_01', 'SPEAKER_00', 'SPEAKER_01', null].entries()) {
      const segments = [createSegment(chunkIndex, 'x', { speaker })];
      repository.commitChunk({ transcriptId, jobId: null, chunkIndex, segments, checkpoint: null });
    }
    const speakers = [
      { label: 'SPEAKER_00', name: 'SPEAKER_00' },
      { label: 'SPEAKER_01', name: 'SPEAKER_01' },
    ];
    expect(repository.listSpeakers(transcriptId)).toEqual(speakers);
    expect(repository.getMeeting(meetingId)).toMatchObject({ speakerCount: 2, transcript: { speakers } });
  });
});

describe('segments', () => {
  it('are removed, kept, restored, and found only while they are in the transcript', () => {
    const { repository, begin } = openLibrary();
    const { transcriptId } = begin('One');
    const segments = [createSegment(0, 'alpha'), createSegment(2, 'beta', { removed: 'known-phrase' })];
    repository.commitChunk({ transcriptId, jobId: null, chunkIndex: 0, segments, checkpoint: null });
    const found = (query: string) => repository.search({ query, limit: 9 }).map(({ segmentId }) => segmentId);
    const set = (segmentId: number, removed: boolean) => {
      const { revision } = repository.getTranscript(transcriptId);
      const edit = { kind: 'setRemoved' as const, segmentIds: [segmentId], removed };
      repository.editTranscript({ transcriptId, revision, edit });
      return repository.getTranscript(transcriptId).segments.find(({ id }) => id === segmentId)?.removed;
    };
    expect([found('alpha'), found('beta')]).toEqual([[0], []]);
    expect([set(0, true), set(0, true), set(1, true), set(1, false), set(1, false)]).toEqual([
      'user',
      'user',
      'known-phrase',
      null,
      null,
    ]);
    expect([found('alpha'), found('beta')]).toEqual([[], [1]]);
    expect(repository.getTranscript(transcriptId).segments.map(({ removed }) => removed)).toEqual([
      'user',
      null,
    ]);
    expect(set(1, true)).toBe('user');
    expect(set(0, false)).toBeNull();
    expect([found('alpha'), found('beta')]).toEqual([[0], []]);
    expect(() => set(7, true)).toThrow(notFound);
  });

  it('that cannot be read are left aside and logged without their text', () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', write: (line) => lines.push(line), now: () => 0 });
    const { database, repository, begin } = openLibrary({ logger });
    const { transcriptId } = begin('One');
    const segments = ['one', 'two', 'three'].map((text, index) =>
      createSegment(index, text, { words: WORDS }),
    );
    repository.commitChunk({ transcriptId, jobId: null, chunkIndex: 0, segments, checkpoint: null });
    database.run(`UPDATE segments SET removed = 'from the future' WHERE segment_id = 0`);
    database.run(`UPDATE words SET words = '[["two"]]' WHERE segment_key = 2`);
    expect(
      repository.getTranscript(transcriptId).segments.map(({ text, words }) => [text, words.length]),
    ).toEqual([
      ['two', 0],
      ['three', 2],
    ]);
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
      'Segment cannot be read.',
      'Words cannot be read.',
    ]);
    expect(lines.join('')).not.toMatch(/two|one"/);
    expect(database.get('SELECT count(*) AS count FROM segments')).toEqual({ count: 3 });
  });
});
