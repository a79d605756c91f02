import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TranscriptEdit } from '../../contract/index.ts';
import { createSegment } from '../tests/createSegment.ts';
import { openLibrary } from '../tests/openLibrary.ts';
import { content, createEditor, openTranscript, TEXTS } from './tests/openTranscript.ts';

describe('edits', () => {
  it('change a text, are found, and are taken back and made again', () => {
    const { repository, edit, undo, redo, get, transcriptId } = openTranscript();
    const hits = (query: string) => repository.search({ query, limit: 9 }).map(({ segmentId }) => segmentId);
    const before = content(get());
    const change = edit({ kind: 'setText', segmentId: 0, text: 'we meet on Friday' });
    expect(change).toMatchObject({
      meetingId: 'm1',
      transcriptId,
      revision: 1,
      deletedIds: [],
      history: { undo: 'setText', redo: null },
      segments: [{ id: 0, text: ' we meet on Friday', edited: true }],
    });
    expect([hits('Friday'), hits('Thursday')]).toEqual([[0], [5]]);
    expect(undo()).toMatchObject({ revision: 2, history: { undo: null, redo: 'setText' } });
    expect([hits('Friday'), hits('Thursday')]).toEqual([[], [0, 5]]);
    expect(content(get())).toEqual(before);
    expect(redo()).toMatchObject({ revision: 3, history: { undo: 'setText', redo: null } });
    expect(hits('Friday')).toEqual([0]);
  });

  it('split and merge segments', () => {
    const { edit, get, texts } = openTranscript();
    const split = edit({ kind: 'split', segmentId: 1, before: 'the budget is', after: ' ninety thousand' });
    const newId = split.segments[1]?.id ?? -1;
    expect(split.segments.map(({ id, text, start, end }) => [id, text, start, end])).toEqual([
      [1, ' the budget is', 10, 12.8],
      [newId, ' ninety thousand', 13, 15],
    ]);
    expect(texts().slice(1, 3)).toEqual([' the budget is', ' ninety thousand']);
    const merged = edit({ kind: 'merge', segmentId: 1, nextId: newId });
    expect([merged.deletedIds, merged.segments[0]?.text]).toEqual([
      [newId],
      ' the budget is ninety thousand',
    ]);
    expect(get().segments).toHaveLength(TEXTS.length);
  });

  it('give a split segment no id that a chunk still to come will have', () => {
    const { repository, edit, transcriptId, get } = openTranscript();
    edit({ kind: 'split', segmentId: 0, before: 'we meet', after: ' on Thursday' });
    const segments = Array.from({ length: 1000 }, (_, index) => createSegment(100 + index, 'x'));
    repository.commitChunk({ transcriptId, jobId: null, chunkIndex: 1, segments, checkpoint: null });
    expect(get().segments).toHaveLength(TEXTS.length + 1001);
  });

  it('name, add, set and merge speakers', () => {
    const { edit, get, undo, repository, meetingId } = openTranscript();
    const speakersOf = () =>
      get()
        .segments.map(({ speaker }) => speaker?.slice(-1) ?? '-')
        .join('');
    edit({ kind: 'renameSpeaker', label: 'SPEAKER_00', name: 'Anna' });
    expect(edit({ kind: 'addSpeaker', name: 'Cem', segmentIds: [4, 5] }).speakers).toEqual([
      { label: 'SPEAKER_00', name: 'Anna' },
      { label: 'SPEAKER_01', name: 'SPEAKER_01' },
      { label: 'SPEAKER_02', name: 'Cem' },
    ]);
    expect(speakersOf()).toBe('010122');
    edit({ kind: 'setSpeaker', segmentIds: [0], label: null });
    expect(speakersOf()).toBe('-10122');
    edit({ kind: 'mergeSpeakers', label: 'SPEAKER_01', into: 'SPEAKER_02' });
    expect([speakersOf(), repository.getMeeting(meetingId).speakerCount]).toEqual(['-20222', 2]);
    undo();
    expect([speakersOf(), get().speakers.length]).toEqual(['-10122', 3]);
  });

  it('replace everywhere but in what is removed, as one step', () => {
    const { edit, undo, texts } = openTranscript();
    edit({ kind: 'replaceAll', find: 'thursday', replacement: '$& Friday', matchCase: true });
    expect(texts()[0]).toBe(' we meet on Thursday');
    const change = edit({ kind: 'replaceAll', find: 'THURSDAY', replacement: '$& Friday', matchCase: false });
    expect(change.segments.map(({ id }) => id)).toEqual([0, 5]);
    expect(texts()[5]).toBe(' see you on $& Friday');
    undo();
    expect(texts()[5]).toBe(' see you on Thursday');
    expect(
      edit({ kind: 'replaceAll', find: 'I do', replacement: '', matchCase: true }).segments,
    ).toMatchObject([{ id: 4, text: ' I do', removed: 'user' }]);
  });

  it('that change nothing leave no trace', () => {
    const { edit } = openTranscript();
    for (const nothing of [
      { kind: 'setText', segmentId: 0, text: 'we meet on Thursday' },
      { kind: 'setRemoved', segmentIds: [2], removed: true },
      { kind: 'setSpeaker', segmentIds: [0, 2], label: 'SPEAKER_00' },
      { kind: 'merge', segmentId: 1, nextId: 1 },
      { kind: 'mergeSpeakers', label: 'SPEAKER_00', into: 'SPEAKER_00' },
    ] as const satisfies readonly TranscriptEdit[]) {
      expect(
        edit({ ...nothing, ...('segmentIds' in nothing ? { segmentIds: [...nothing.segmentIds] } : {}) }),
      ).toMatchObject({
        revision: 0,
        segments: [],
        history: { undo: null },
      });
    }
  });

  it('are refused on a revision that is not the newest, and without what they name', () => {
    const { repository, edit, undo, redo, transcriptId } = openTranscript();
    edit({ kind: 'setText', segmentId: 0, text: 'first' });
    const late: TranscriptEdit = { kind: 'setText', segmentId: 0, text: 'second' };
    expect(() => repository.editTranscript({ transcriptId, revision: 0, edit: late })).toThrow(
      expect.objectContaining({ code: 'edit-conflict', details: { transcriptId, revision: 1 } }),
    );
    expect(() => repository.undoEdit({ transcriptId, revision: 0 })).toThrow(
      expect.objectContaining({ code: 'edit-conflict' }),
    );
    const missing = expect.objectContaining({ code: 'not-found' });
    expect(() => edit({ kind: 'setText', segmentId: 99, text: 'x' })).toThrow(missing);
    expect(() => edit({ kind: 'setSpeaker', segmentIds: [0], label: 'nobody' })).toThrow(missing);
    expect(() => edit({ kind: 'mergeSpeakers', label: 'SPEAKER_00', into: 'nobody' })).toThrow(missing);
    expect(() => repository.undoEdit({ transcriptId: 't9', revision: 0 })).toThrow(missing);
    undo();
    for (const nothingLeft of [undo, () => [redo(), redo()]]) {
      expect(nothingLeft).toThrow(expect.objectContaining({ code: 'invalid-request' }));
    }
  });

  it('can be undone after a restart', () => {
    const folder = mkdtempSync(join(tmpdir(), 'earshot-edits-'));
    const path = join(folder, 'library.db');
    const { database, edit, get, transcriptId } = openTranscript(path);
    const before = content(get());
    edit({ kind: 'setText', segmentId: 0, text: 'changed' });
    edit({ kind: 'setRemoved', segmentIds: [1, 3], removed: true });
    database.close();
    const library = openLibrary({ path });
    const editor = createEditor(library, transcriptId);
    editor.undo();
    editor.undo();
    expect(content(editor.get())).toEqual(before);
    library.database.close();
    rmSync(folder, { recursive: true });
  });

  it('of a transcript that is still being made stay when it goes on, starts again and is complete', () => {
    const { repository, edit, undo, texts, transcriptId } = openTranscript();
    const commit = (chunkIndex: number, text: string) =>
      repository.commitChunk({
        transcriptId,
        jobId: null,
        chunkIndex,
        segments: [createSegment(chunkIndex * 100, text, { speaker: 'SPEAKER_01' })],
        checkpoint: null,
      });
    edit({ kind: 'merge', segmentId: 0, nextId: 1 });
    edit({ kind: 'renameSpeaker', label: 'SPEAKER_01', name: 'Ben' });
    const merged = ' we meet on Thursday the budget is ninety thousand';
    // A job that was killed sends its last chunk again.
    commit(0, 'again');
    commit(1, ' later');
    repository.completeTranscript(transcriptId, { realTimeFactor: 1 });
    expect([texts()[0], texts().at(-1), texts().length]).toEqual([merged, ' later', TEXTS.length]);
    expect(repository.listSpeakers(transcriptId)[1]).toEqual({ label: 'SPEAKER_01', name: 'Ben' });
    undo();
    undo();
    expect(texts()).toEqual([...TEXTS.map((text) => ` ${text}`), ' later']);
  });

  it('of which there are many keep the newest thousand to undo', () => {
    const { database, edit, undo, texts } = openTranscript();
    for (let count = 0; count < 1005; count += 1)
      edit({ kind: 'setText', segmentId: 4, text: `take ${count}` });
    expect(database.get('SELECT count(*) AS count FROM transcript_edits')?.['count']).toBe(1000);
    for (let count = 0; count < 1000; count += 1) undo();
    expect(texts()[4]).toBe(' take 4');
    expect(undo).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });
});

it('edits that were kept with all words of a passage are still taken back', () => {
  const { database, edit, undo, get } = openTranscript();
  const before = get();
  edit({ kind: 'setText', segmentId: 0, text: 'we meet on Friday' });
  const [was, is] = [before.segments[0], get().segments[0]].map((segment) => ({
    text: segment?.text,
    words: segment?.words,
    edited: segment?.edited,
  }));
  const change = JSON.stringify({ segments: [{ id: 0, before: was, after: is }], speakers: [] });
  database.run('UPDATE transcript_edits SET change = ?', change);
  undo();
  expect(content(get())).toEqual(content(before));
});
