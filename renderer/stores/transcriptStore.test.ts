import { describe, expect, it, vi } from 'vitest';
import {
  AppError,
  type Meeting,
  type TranscriptChange,
  type TranscriptEdit,
} from '../../worker/contract/index.ts';
import { createTestPage } from '../testing/createTestPage.ts';
import { createMeeting, createSegment } from '../testing/records.ts';

/** A worker with one meeting, whose edits set the text of a passage; `history` is what it was asked for. */
async function openMeeting(given = [createSegment({ id: 0, text: 'one' })]) {
  let meeting: Meeting = createMeeting(given);
  const asked: string[] = [];

  function change(revision: number, text: string): TranscriptChange {
    const { transcript } = meeting;
    if (transcript === null || transcript.revision !== revision) {
      throw new AppError('edit-conflict', 'Not the newest.', {
        details: { revision: transcript?.revision ?? 0 },
      });
    }
    const segments = [createSegment({ id: 0, text })];
    const next = { ...transcript, revision: revision + 1, segments: [...segments, ...given.slice(1)] };
    meeting = { ...meeting, transcript: next };
    return {
      meetingId: 'm1',
      transcriptId: 't1',
      revision: next.revision,
      segments,
      deletedIds: [],
      speakers: [{ label: 'SPEAKER_00', name: 'Anna' }],
      history: { undo: 'setText', redo: null },
    };
  }

  const page = createTestPage({
    handlers: {
      'library.get': () => {
        asked.push('get');
        return meeting;
      },
      'transcripts.edit': ({ revision, edit }) => {
        asked.push(`edit ${revision}`);
        return change(revision, edit.kind === 'setText' ? edit.text : '');
      },
      'transcripts.undo': ({ revision }) => change(revision, 'undone'),
      'transcripts.remove': ({ transcriptId }) => {
        if (transcriptId === 't1') throw new AppError('invalid-request', 'The only one.');
        asked.push(`remove ${transcriptId}`);
        return null;
      },
      'library.setNotes': ({ notes, replaces }) => {
        asked.push(`notes ${replaces}>${notes}`);
        return null;
      },
    },
  });
  const store = page.stores.transcript;
  await vi.waitUntil(() => page.stores.connection.getState().status === 'connected');
  await store.getState().open('m1');
  asked.length = 0;
  return {
    ...page,
    store,
    asked,
    change,
    shown: () => store.getState().meeting?.transcript?.segments.map(({ text }) => text),
  };
}

const say = (text: string): TranscriptEdit => ({ kind: 'setText', segmentId: 0, text });

describe('changes of the open transcript', () => {
  it('are made one after the other, each on what the last one made', async () => {
    const { store, asked, shown } = await openMeeting();
    const { edit, undo } = store.getState();
    await Promise.all([edit(say('two')), edit(say('three'))]);
    expect([asked, shown()]).toEqual([['edit 0', 'edit 1'], ['three']]);
    expect(store.getState().meeting).toMatchObject({
      speakerCount: 1,
      transcript: { revision: 2, history: { undo: 'setText' } },
    });
    await undo();
    expect(shown()).toEqual(['undone']);
  });

  it('of another window are shown as they are told, each once', async () => {
    const { emit, change, asked, shown } = await openMeeting();
    const made = change(0, 'theirs');
    emit('transcript.changed', made);
    emit('transcript.changed', made);
    await vi.waitUntil(() => shown()?.[0] === 'theirs');
    emit('transcript.changed', { ...change(1, 'newer'), transcriptId: 'another' });
    emit('transcript.changed', change(2, 'newest'));
    await vi.waitUntil(() => shown()?.[0] === 'newest');
    // One was missed, so all of it was read again.
    expect(asked).toEqual(['get']);
  });

  it('that come too late are not made; what was changed instead is shown, and why', async () => {
    const { store, change, asked, shown } = await openMeeting();
    change(0, 'theirs');
    expect(await store.getState().edit(say('ours'))).toBeNull();
    expect(store.getState().editError?.code).toBe('edit-conflict');
    expect([asked, shown()]).toEqual([['edit 0', 'get'], ['theirs']]);
    await store.getState().edit(say('ours'));
    expect([store.getState().editError, shown()]).toEqual([null, ['ours']]);
  });

  it('that come too late are made all the same where only other passages were changed', async () => {
    const { store, change, asked } = await openMeeting([
      createSegment({ id: 0, text: 'one' }),
      createSegment({ id: 1, start: 1, text: 'two' }),
    ]);
    change(0, 'theirs');
    await store.getState().edit({ kind: 'setText', segmentId: 1, text: 'ours' });
    expect([asked, store.getState().editError]).toEqual([['edit 0', 'get', 'edit 1'], null]);
  });

  it('are not covered by a reading that began before them', async () => {
    const { store, shown } = await openMeeting();
    await Promise.all([store.getState().refresh(), store.getState().edit(say('two'))]);
    expect(shown()).toEqual(['two']);
  });
});

it('a version that is deleted is out of sight, and one that cannot be is told of', async () => {
  const { store, asked } = await openMeeting();
  await store.getState().removeVersion('t2');
  expect([asked, store.getState().editError]).toEqual([['remove t2', 'get'], null]);
  await store.getState().removeVersion('t1');
  expect(store.getState().editError?.code).toBe('invalid-request');
});

describe('notes', () => {
  it('are kept in the order they were written', async () => {
    const { store, asked } = await openMeeting();
    const write = (notes: string) => store.getState().setNotes({ meetingId: 'm1', notes, replaces: '' });
    await Promise.all([write('a'), write('ab'), write('ab')]);
    expect(asked).toEqual(['notes >a', 'notes a>ab']);
    expect(store.getState().meeting?.notes).toBe('ab');
  });

  it('are kept when the meeting is left at once', async () => {
    const { store, asked } = await openMeeting();
    const { setNotes, close } = store.getState();
    close();
    await setNotes({ meetingId: 'm1', notes: 'ab', replaces: 'a' });
    expect(asked).toEqual(['notes a>ab']);
  });
});
