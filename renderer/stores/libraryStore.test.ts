import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../worker/contract/index.ts';
import type { RpcHandlers } from '../../worker/rpc/server.ts';
import { createTestPage } from '../testing/createTestPage.ts';
import { createMeetingSummary } from '../testing/records.ts';
import { type LibraryStore, selectVisibleMeetings } from './libraryStore.ts';

const standup = createMeetingSummary({ meetingId: 'm1', title: 'Standup' });
const review = createMeetingSummary({ meetingId: 'm2', title: 'Review' });

async function openLibrary(handlers: Partial<RpcHandlers> = {}): Promise<LibraryStore> {
  const { library } = createTestPage({
    handlers: { 'library.list': () => [standup, review], ...handlers },
  }).stores;
  await vi.waitUntil(() => library.getState().meetings !== null);
  return library;
}

/** `removed` are the meetings that the worker was told to delete. */
async function openRemovableLibrary(): Promise<{ library: LibraryStore; removed: readonly string[] }> {
  const removed: string[] = [];
  const library = await openLibrary({
    'library.remove': ({ meetingId }) => {
      removed.push(meetingId);
      return null;
    },
  });
  return { library, removed };
}

function visibleTitles(library: LibraryStore): readonly string[] | undefined {
  return selectVisibleMeetings(library.getState())?.map(({ title }) => title);
}

describe('libraryStore', () => {
  it('hides a deleted meeting at once, deletes it when the time to undo is over', async () => {
    const { library, removed } = await openRemovableLibrary();
    await library.getState().remove([standup]);
    expect(visibleTitles(library)).toEqual(['Review']);
    expect(removed).toEqual([]);
    await library.getState().commitRemoval();
    expect(removed).toEqual(['m1']);
    expect(visibleTitles(library)).toEqual(['Review']);
  });

  it('brings a meeting back when its deletion is undone, and never deletes it', async () => {
    const { library, removed } = await openRemovableLibrary();
    await library.getState().remove([standup]);
    library.getState().undoRemoval();
    await library.getState().commitRemoval();
    expect(visibleTitles(library)).toEqual(['Standup', 'Review']);
    expect(removed).toEqual([]);
  });

  it('brings a meeting back that could not be deleted, and says why', async () => {
    const library = await openLibrary({
      'library.remove': () => {
        throw new AppError('database-busy', 'Another process has the library.');
      },
    });
    await library.getState().remove([standup]);
    await library.getState().commitRemoval();
    await vi.waitUntil(() => visibleTitles(library)?.length === 2);
    expect(library.getState().error).toMatchObject({ code: 'database-busy' });
  });

  it('deletes the earlier meeting when another one is deleted', async () => {
    const { library, removed } = await openRemovableLibrary();
    await library.getState().remove([standup]);
    await library.getState().remove([review]);
    expect(removed).toEqual(['m1']);
    expect(visibleTitles(library)).toEqual([]);
  });

  it('shows the hits of the last query, whatever the order of the answers', async () => {
    const answers = new Map<string, () => void>();
    const library = await openLibrary({
      'library.search': ({ query }) =>
        new Promise((resolve) => {
          answers.set(query, () => {
            resolve([{ meetingId: 'm1', meetingTitle: query, segmentId: 1, start: 0, end: 1, snippet: [] }]);
          });
        }),
    });
    const first = library.getState().search('bud');
    await vi.waitUntil(() => answers.has('bud'));
    const second = library.getState().search('budget');
    await vi.waitUntil(() => answers.has('budget'));
    answers.get('budget')?.();
    answers.get('bud')?.();
    await Promise.all([first, second]);
    expect(library.getState().hits?.map(({ meetingTitle }) => meetingTitle)).toEqual(['budget']);
    expect(library.getState().error).toBeNull();
  });

  it('shows no hits for a query of spaces', async () => {
    const library = await openLibrary();
    await library.getState().search('   ');
    expect(library.getState().hits).toBeNull();
  });

  it('takes the new title from the worker', async () => {
    const library = await openLibrary({
      'library.rename': ({ meetingId, title }) => createMeetingSummary({ meetingId, title }),
    });
    await library.getState().rename('m2', '  Sprint review ');
    expect(visibleTitles(library)).toEqual(['Standup', 'Sprint review']);
  });

  it('deletes several meetings at once, and takes them out of the selection', async () => {
    const { library, removed } = await openRemovableLibrary();
    library.getState().select(['m1', 'm2'], true);
    await library.getState().remove([standup, review]);
    expect([...library.getState().selected]).toEqual([]);
    await library.getState().commitRemoval();
    expect(removed.toSorted()).toEqual(['m1', 'm2']);
  });

  it('forgets that a meeting was selected when it is gone', async () => {
    let meetings = [standup, review];
    const library = await openLibrary({ 'library.list': () => meetings });
    library.getState().select(['m1', 'm2'], true);
    meetings = [review];
    await library.getState().refresh();
    expect([...library.getState().selected]).toEqual(['m2']);
  });
});
