import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MeetingSummary, SearchHit, SerializedError } from '../../worker/contract/index.ts';
import type { WorkerConnection } from '../connection/connectWorker.ts';
import { toShownError } from '../errors/toShownError.ts';

export interface LibraryState {
  /** Newest first; null until first known. */
  readonly meetings: readonly MeetingSummary[] | null;
  readonly query: string;
  /** Null while nothing is searched for, or no answer came yet. */
  readonly hits: readonly SearchHit[] | null;
  /** Deleted by the person, but only hidden while it can be undone. */
  readonly removing: MeetingSummary | null;
  readonly error: SerializedError | null;
  refresh(): Promise<void>;
  search(query: string): Promise<void>;
  rename(meetingId: string, title: string): Promise<void>;
  /** Hides the meeting. It is deleted by `commitRemoval`, or by the removal of another one. */
  remove(meeting: MeetingSummary): Promise<void>;
  undoRemoval(): void;
  commitRemoval(): Promise<void>;
  dismissError(): void;
}

export type LibraryStore = StoreApi<LibraryState>;

const MAX_HITS = 100;

export function createLibraryStore(worker: WorkerConnection): LibraryStore {
  let searching = new AbortController();

  return createStore<LibraryState>((set, get) => {
    async function showingErrors(action: () => Promise<void>): Promise<void> {
      try {
        await action();
      } catch (error) {
        const shown = toShownError(error);
        if (shown !== null) set({ error: shown });
      }
    }

    return {
      meetings: null,
      query: '',
      hits: null,
      removing: null,
      error: null,
      refresh: () =>
        showingErrors(async () => {
          set({ meetings: await worker.request('library.list', {}) });
        }),
      search(query) {
        searching.abort();
        searching = new AbortController();
        const { signal } = searching;
        set(query.trim() === '' ? { query, hits: null } : { query });
        if (query.trim() === '') return Promise.resolve();
        return showingErrors(async () => {
          const hits = await worker.request('library.search', { query, limit: MAX_HITS }, { signal });
          if (get().query === query) set({ hits });
        });
      },
      rename: (meetingId, title) =>
        showingErrors(async () => {
          const renamed = await worker.request('library.rename', { meetingId, title });
          set({
            meetings: (get().meetings ?? []).map((other) =>
              other.meetingId === meetingId ? renamed : other,
            ),
          });
        }),
      async remove(meeting) {
        await get().commitRemoval();
        set({ removing: meeting });
      },
      undoRemoval() {
        set({ removing: null });
      },
      commitRemoval: () =>
        showingErrors(async () => {
          const { removing, meetings } = get();
          if (removing === null) return;
          const { meetingId } = removing;
          set({
            removing: null,
            meetings: meetings?.filter((other) => other.meetingId !== meetingId) ?? null,
          });
          try {
            await worker.request('library.remove', { meetingId });
          } catch (error) {
            // It is still there: the list says so again.
            await get().refresh();
            throw error;
          }
        }),
      dismissError() {
        set({ error: null });
      },
    };
  });
}

/** What the list shows: everything but the meeting whose deletion can still be undone. */
export function selectVisibleMeetings(state: LibraryState): readonly MeetingSummary[] | null {
  const { meetings, removing } = state;
  if (meetings === null || removing === null) return meetings;
  return meetings.filter((meeting) => meeting.meetingId !== removing.meetingId);
}
