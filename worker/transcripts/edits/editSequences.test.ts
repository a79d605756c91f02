import { describe, expect, it } from 'vitest';
import type { StoredSegment, Transcript, TranscriptChange, TranscriptEdit } from '../../contract/index.ts';
import { createRandom } from '../../lib/testRandom.ts';
import { content, openTranscript } from './tests/openTranscript.ts';

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
