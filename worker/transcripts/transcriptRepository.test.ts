import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Word } from '../contract/index.ts';
import { createSegment } from './tests/createSegment.ts';
import { openLibrary } from './tests/openLibrary.ts';

const WORDS: readonly Word[] = [
  { start: 0.1 + 0.2, end: 1 / 3, text: ' Grüße,', probability: 0.123456789012345, approximate: false },
  { start: 1, end: 2, text: ' 🎉', probability: 1, approximate: true },
];

const notFound = expect.objectContaining({ code: 'not-found' });
const invalid = expect.objectContaining({ code: 'invalid-request' });

describe('meetings', () => {
  it('are created, listed newest first, renamed and found by their media', () => {
    const { repository } = openLibrary();
    const media = { path: '/a.wav', contentHash: 'aa', sizeBytes: 7, durationSeconds: 1.5 };
    const meeting = repository.createMeeting({ title: 'First', media });
    expect(meeting).toEqual({
      meetingId: 'm1',
      title: 'First',
      createdAtMs: 1,
      durationSeconds: 1.5,
      language: null,
      status: 'empty',
      speakerCount: 0,
      media: { mediaId: 'f1', ...media },
      transcript: null,
      transcripts: [],
      notes: '',
    });
    repository.createMeeting({ title: 'Second', media: { ...media, contentHash: 'bb' } });
    expect(repository.renameMeeting('m1', 'Renamed').title).toBe('Renamed');
    expect(repository.listMeetings({ limit: 10, offset: 0 }).map(({ title }) => title)).toEqual([
      'Second',
      'Renamed',
    ]);
    expect(repository.listMeetings({ limit: 1, offset: 1 }).map(({ title }) => title)).toEqual(['Renamed']);
    expect(repository.findMediaByHash('aa')).toEqual({ mediaId: 'f1', ...media });
    expect(repository.findMediaByPath('/a.wav')?.mediaId).toBe('f2');
    expect(repository.getMedia('f1')).toEqual({ mediaId: 'f1', ...media });
    for (const unknown of ['f9', 'm1', '../f1']) {
      expect(() => repository.getMedia(unknown)).toThrow(`There is no media ${unknown}.`);
    }
    expect(repository.findMeeting('f1')?.meetingId).toBe('m1');
    expect([
      repository.findMediaByHash('cc'),
      repository.findMediaByPath('/c'),
      repository.findMeeting('f9'),
    ]).toEqual([null, null, null]);
  });

  it('share the record of the same content, which follows the file', () => {
    const { repository } = openLibrary();
    const media = { path: '/old.wav', contentHash: 'aa', sizeBytes: 7, durationSeconds: 1.5 };
    repository.createMeeting({ title: 'First', media });
    const second = repository.createMeeting({ title: 'Second', media: { ...media, path: '/new.wav' } });
    expect(second.media.mediaId).toBe('f1');
    expect(repository.getMeeting('m1').media.path).toBe('/new.wav');
    expect(repository.findMeeting('f1')?.title).toBe('Second');
    repository.removeMeeting('m2');
    expect(repository.findMediaByHash('aa')?.mediaId).toBe('f1');
    repository.removeMeeting('m1');
    expect(repository.findMediaByHash('aa')).toBeNull();
  });

  it('take everything with them when they are removed, from the file as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'earshot-library-'));
    const path = join(folder, 'library.db');
    const { database, repository, begin } = openLibrary({ path });
    const { meetingId, transcriptId } = begin('Confidential');
    begin('Other');
    database.run(
      `INSERT INTO jobs (position, kind, lane, status, params, meeting_key, attempt, created_at_ms)
       VALUES (1, 'transcribe', 'compute', 'completed', '{}', 1, 1, 0)`,
    );
    repository.commitChunk({
      transcriptId,
      jobId: 'j1',
      chunkIndex: 0,
      segments: [createSegment(0, 'the zanzibar merger', { speaker: 'SPEAKER_00', words: WORDS })],
      checkpoint: { position: 'zanzibar' },
    });
    repository.removeMeeting(meetingId);
    const count = (table: string) => database.get(`SELECT count(*) AS count FROM ${table}`)?.['count'];
    const tables = [
      'meetings',
      'media',
      'transcripts',
      'segments',
      'words',
      'speakers',
      'jobs',
      'chunks',
      'checkpoints',
    ];
    expect(tables.map((table) => [table, count(table)])).toEqual([
      ['meetings', 1],
      ['media', 1],
      ['transcripts', 1],
      ['segments', 0],
      ['words', 0],
      ['speakers', 0],
      ['jobs', 0],
      ['chunks', 0],
      ['checkpoints', 0],
    ]);
    database.exec(`INSERT INTO segment_index (segment_index, rank) VALUES ('integrity-check', 1)`);
    await repository.compactIndex();
    database.close();
    const content = readFileSync(path);
    expect(['zanzibar', 'Grüße', 'Confidential'].map((text) => content.includes(text))).toEqual([
      false,
      false,
      false,
    ]);
    rmSync(folder, { recursive: true });
  });

  it('hold notes, which are not written over what somebody else wrote meanwhile', () => {
    const { repository, begin } = openLibrary();
    const { meetingId } = begin('One');
    repository.setNotes({ meetingId, notes: 'Ask Anna.', replaces: '' });
    repository.setNotes({ meetingId, notes: 'Ask Anna.', replaces: '' });
    expect(() => {
      repository.setNotes({ meetingId, notes: 'Ask Ben.', replaces: '' });
    }).toThrow(expect.objectContaining({ code: 'edit-conflict' }));
    expect(repository.getMeeting(meetingId).notes).toBe('Ask Anna.');
    expect(() => {
      repository.setNotes({ meetingId: 'm9', notes: '', replaces: '' });
    }).toThrow(notFound);
  });

  it('keep the waveform of their media for as long as that is known', () => {
    const { repository, begin } = openLibrary();
    const { meetingId, mediaId } = begin('One');
    expect(repository.findPeaks(mediaId)).toBeNull();
    repository.savePeaks(mediaId, Uint8Array.of(1, 2));
    repository.savePeaks(mediaId, Uint8Array.of(0, 255));
    expect(repository.findPeaks(mediaId)).toEqual(Uint8Array.of(0, 255));
    repository.removeMeeting(meetingId);
    repository.savePeaks(mediaId, Uint8Array.of(3));
    expect(repository.findPeaks(mediaId)).toBeNull();
  });

  it('are told apart from transcripts, jobs and nonsense by their ids', () => {
    const { repository, begin } = openLibrary();
    begin('One');
    for (const id of [
      't1',
      'j1',
      'm2',
      'm01',
      'm1 ',
      'm-1',
      'm1e3',
      '1',
      '',
      'm99999999999999999999',
      "m1' OR 1",
    ]) {
      expect(() => repository.getMeeting(id)).toThrow(notFound);
      expect(() => repository.renameMeeting(id, 'x')).toThrow(notFound);
      expect(() => {
        repository.removeMeeting(id);
      }).toThrow(notFound);
      expect(() =>
        repository.startTranscript({ meetingId: id, modelId: '', device: '', language: '', optionsKey: '' }),
      ).toThrow(notFound);
    }
    expect(() => repository.getTranscript('m1')).toThrow(notFound);
    expect(() => repository.getMeeting('m1', 't9')).toThrow(notFound);
    begin('Two');
    expect(() => repository.getMeeting('m1', 't2')).toThrow(notFound);
  });
});

describe('chunks', () => {
  it('are stored with the checkpoint and given back as they came, in time order', () => {
    const { repository, begin } = openLibrary();
    const { transcriptId, mediaId } = begin('One');
    const left = createSegment(4, ' Left.', { channel: 0, language: 'de', words: WORDS, temperature: 0.4 });
    const right = createSegment(1, ' Right.', { channel: 1, removed: 'repetition', avgLogprob: -1 / 3 });
    const stored = repository.commitChunk({
      transcriptId,
      jobId: null,
      chunkIndex: 0,
      segments: [left],
      checkpoint: { nextChunk: 1, times: [0.1, 0.2] },
    });
    expect(stored).toEqual([{ id: 0, edited: false, ...left }]);
    repository.commitChunk({
      transcriptId,
      jobId: null,
      chunkIndex: 3,
      segments: [right, left],
      checkpoint: 'later',
    });
    expect(repository.getTranscript(transcriptId).segments).toEqual([
      { id: 3000, edited: false, ...right },
      { id: 0, edited: false, ...left },
      { id: 3001, edited: false, ...left },
    ]);
    expect(repository.findPartialTranscript({ mediaId, optionsKey: 'options' })).toMatchObject({
      transcript: { transcriptId, status: 'partial' },
      checkpoint: 'later',
      committedChunks: [0, 3],
    });
  });

  it('are stored once: a second commit changes nothing and returns what is there', () => {
    const { repository, begin } = openLibrary();
    const { transcriptId, mediaId } = begin('One');
    const commit = (chunkIndex: number, texts: readonly string[], checkpoint: unknown) =>
      repository.commitChunk({
        transcriptId,
        jobId: null,
        chunkIndex,
        segments: texts.map((text, index) => createSegment(index, text)),
        checkpoint,
      });
    const first = commit(0, ['a', 'b'], 1);
    commit(1, [], 2);
    expect(commit(0, ['other', 'text', 'altogether'], 3)).toEqual(first);
    expect(commit(1, ['not empty any more'], 4)).toEqual([]);
    expect(repository.getTranscript(transcriptId).segments).toEqual(first);
    expect(repository.findPartialTranscript({ mediaId, optionsKey: 'options' })).toMatchObject({
      checkpoint: 2,
      committedChunks: [0, 1],
    });
  });

  it('have the same ids in whatever order they are committed', () => {
    const transcripts = [
      [0, 1, 2],
      [2, 0, 1],
    ].map((order) => {
      const { repository, begin } = openLibrary();
      const { transcriptId } = begin('One');
      for (const chunkIndex of order) {
        const segments = [createSegment(chunkIndex * 30, 'x'), createSegment(chunkIndex * 30 + 5, 'y')];
        repository.commitChunk({ transcriptId, jobId: null, chunkIndex, segments, checkpoint: null });
      }
      return repository.getTranscript(transcriptId).segments;
    });
    expect(transcripts[0]).toEqual(transcripts[1]);
  });

  it('are stored whole or not at all', () => {
    const { repository, begin } = openLibrary();
    const { transcriptId, mediaId } = begin('One');
    const unstorable = createSegment(5, 'x', { avgLogprob: Number.NaN });
    const commit = (segments: readonly ReturnType<typeof createSegment>[]) =>
      repository.commitChunk({ transcriptId, jobId: null, chunkIndex: 0, segments, checkpoint: 1 });
    expect(() => commit([createSegment(0, 'findable'), unstorable])).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
    expect(repository.getTranscript(transcriptId).segments).toEqual([]);
    expect(repository.search({ query: 'findable', limit: 10 })).toEqual([]);
    expect(repository.findPartialTranscript({ mediaId, optionsKey: 'options' })?.committedChunks).toEqual([]);
    expect(commit([createSegment(0, 'findable')])).toHaveLength(1);
  });

  it('are refused when they cannot be numbered or have nowhere to go', () => {
    const { repository, begin } = openLibrary();
    const { transcriptId, meetingId } = begin('One');
    const commit = (id: string, chunkIndex: number, count = 1) =>
      repository.commitChunk({
        transcriptId: id,
        jobId: null,
        chunkIndex,
        segments: Array.from({ length: count }, (_, index) => createSegment(index, 'x')),
        checkpoint: null,
      });
    for (const chunkIndex of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(() => commit(transcriptId, chunkIndex)).toThrow(invalid);
    expect(() => commit(transcriptId, 0, 1001)).toThrow(invalid);
    expect(commit(transcriptId, 0, 1000)).toHaveLength(1000);
    expect(() => commit('t9', 0)).toThrow(notFound);
    repository.completeTranscript(transcriptId, { realTimeFactor: 1 });
    expect(() => commit(transcriptId, 1)).toThrow(invalid);
    repository.removeMeeting(meetingId);
    expect(() => commit(transcriptId, 1)).toThrow(notFound);
  });
});
