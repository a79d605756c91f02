import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StoredSegment, Transcript, TranscriptChange, TranscriptEdit } from '../../contract/index.ts';
import { createRandom } from '../../lib/testRandom.ts';
import { createSegment } from '../tests/createSegment.ts';
import { openLibrary, type TestLibrary } from '../tests/openLibrary.ts';
import { createWords } from './tests/createWords.ts';

const TEXTS = [
  'we meet on Thursday',
  'the budget is ninety thousand',
  'thanks for watching',
  'who takes the notes',
  'I do',
  'see you on Thursday',
];

function openTranscript(path?: string) {
  const library = openLibrary(path === undefined ? {} : { path });
  const { transcriptId, meetingId } = library.begin('One');
  const segments = TEXTS.map((text, index) =>
    createSegment(index * 10, ` ${text}`, {
      end: index * 10 + 5,
      speaker: `SPEAKER_0${index % 2}`,
      removed: index === 2 ? 'known-phrase' : null,
      words: index === 4 ? [] : createWords(text, index * 10),
    }),
  );
  library.repository.commitChunk({ transcriptId, jobId: null, chunkIndex: 0, segments, checkpoint: null });
  return { ...library, ...createEditor(library, transcriptId), transcriptId, meetingId };
}

/** Edits on the newest revision. */
function createEditor({ repository }: Pick<TestLibrary, 'repository'>, transcriptId: string) {
  const get = (): Transcript => repository.getTranscript(transcriptId);
  const request = () => ({ transcriptId, revision: get().revision });
  return {
    get,
    edit: (edit: TranscriptEdit): TranscriptChange => repository.editTranscript({ ...request(), edit }),
    undo: () => repository.undoEdit(request()),
    redo: () => repository.redoEdit(request()),
    texts: () => get().segments.map(({ text }) => text),
  };
}

/** All of a transcript that an undo has to bring back. */
const content = ({ segments, speakers }: Transcript) => ({ segments, speakers });

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

describe('any edits, in any order', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('are taken back one by one and made again (seed %d)', (seed) => {
    const random = createRandom(seed);
    const { database, edit, undo, redo, get } = openTranscript();
    const states = [content(get())];
    for (let count = 0; count < 60; count += 1) {
      const before = get();
      const change = edit(randomEdit(before, random));
      if (change.revision > before.revision) states.push(content(get()));
      assertSound(get());
      // Whoever shows the transcript has only the change to go by.
      expect(applyChange(before, change)).toEqual(content(get()));
    }
    expect(states.length).toBeGreaterThan(30);
    for (const state of states.slice(0, -1).reverse()) {
      undo();
      expect(content(get())).toEqual(state);
    }
    for (const state of states.slice(1)) {
      redo();
      expect(content(get())).toEqual(state);
    }
    database.exec(`INSERT INTO segment_index (segment_index, rank) VALUES ('integrity-check', 1)`);
  });
});

function applyChange({ segments }: Transcript, change: TranscriptChange) {
  const changedIds = new Set([...change.deletedIds, ...change.segments.map(({ id }) => id)]);
  const kept = segments.filter(({ id }) => !changedIds.has(id));
  const byTime = (a: StoredSegment, b: StoredSegment): number =>
    a.start - b.start || a.end - b.end || a.id - b.id;
  return { segments: [...kept, ...change.segments].sort(byTime), speakers: change.speakers };
}

/** Words are in time order, lie within their segment and are its text. */
function assertSound({ segments }: Transcript): void {
  for (const { text, words, start, end } of segments) {
    expect(end).toBeGreaterThanOrEqual(start);
    if (words.length === 0) continue;
    expect(words.map((word) => word.text).join('')).toBe(text);
    for (const [index, word] of words.entries()) {
      expect(word.end).toBeGreaterThanOrEqual(word.start);
      expect(word.start).toBeGreaterThanOrEqual((words[index - 1]?.end ?? start) - 1e-9);
    }
  }
}

function randomEdit({ segments, speakers }: Transcript, random: () => number): TranscriptEdit {
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  };
  const index = Math.floor(random() * segments.length);
  const { id, text } = segments[index] ?? pick(segments);
  const next = segments[index + 1];
  const words = text.trim().split(' ');
  const place = Math.floor(random() * words.length);
  const { label } = pick(speakers);
  const cut = 1 + Math.floor(random() * (text.trim().length - 1));
  const [before, after] = [text.trim().slice(0, cut), text.trim().slice(cut)];
  const edits: TranscriptEdit[] = [
    {
      kind: 'setText',
      segmentId: id,
      text: words.with(place, pick(['eins', 'zwei drei', 'Thursday,'])).join(' '),
    },
    { kind: 'setText', segmentId: id, text: ['new', ...words.toSpliced(place, 1)].join(' ') },
    { kind: 'setRemoved', segmentIds: [id], removed: random() < 0.5 },
    { kind: 'setSpeaker', segmentIds: [id], label: pick([label, null]) },
    { kind: 'addSpeaker', name: 'Someone', segmentIds: [id] },
    { kind: 'renameSpeaker', label, name: pick(['Anna', 'Ben']) },
    {
      kind: 'replaceAll',
      find: pick(['e', 'thursday', 'new ']),
      replacement: pick(['', 'ee', 'x y']),
      matchCase: false,
    },
  ];
  if (speakers.length > 1) edits.push({ kind: 'mergeSpeakers', label, into: pick(speakers).label });
  if (before.trim() !== '' && after.trim() !== '')
    edits.push({ kind: 'split', segmentId: id, before, after });
  if (next !== undefined) edits.push({ kind: 'merge', segmentId: id, nextId: next.id });
  return pick(edits);
}
