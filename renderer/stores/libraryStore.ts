import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MeetingSummary, SearchHit, SerializedError } from '../../worker/contract/index.ts';
import type { WorkerConnection } from '../connection/connectWorker.ts';
import { toShownError } from '../errors/toShownError.ts';
import { DEFAULT_MEETING_ORDER, type MeetingOrder } from './meetingOrder.ts';

export interface LibraryState {
  /** Newest first; null until first known. */
  readonly meetings: readonly MeetingSummary[] | null;
  readonly order: MeetingOrder;
  /** Ids of meetings that the person has marked. */
  readonly selected: ReadonlySet<string>;
  readonly query: string;
  /** Null while nothing is searched for, or no answer came yet. */
  readonly hits: readonly SearchHit[] | null;
  /** Deleted by the person, but only hidden while it can be undone. */
  readonly removing: readonly MeetingSummary[];
  readonly error: SerializedError | null;
  refresh(): Promise<void>;
  sort(order: MeetingOrder): void;
  select(meetingIds: readonly string[], isSelected: boolean): void;
  search(query: string): Promise<void>;
  rename(meetingId: string, title: string): Promise<void>;
  /** Hides the meetings. They are deleted by `commitRemoval`, or by the removal of others. */
  remove(meetings: readonly MeetingSummary[]): Promise<void>;
  undoRemoval(): void;
  commitRemoval(): Promise<void>;
  dismissError(): void;
}

export type LibraryStore = StoreApi<LibraryState>;

const MAX_HITS = 100;
/** All that a library holds: as many as the worker gives at once. */
const MAX_MEETINGS = 10_000;

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
      order: DEFAULT_MEETING_ORDER,
      selected: new Set(),
      query: '',
      hits: null,
      removing: [],
      error: null,
      refresh: () =>
        showingErrors(async () => {
          const meetings = await worker.request('library.list', { limit: MAX_MEETINGS });
          const known = new Set(meetings.map(({ meetingId }) => meetingId));
          set({
            meetings,
            selected: new Set([...get().selected].filter((meetingId) => known.has(meetingId))),
          });
        }),
      sort(order) {
        set({ order });
      },
      select(meetingIds, isSelected) {
        const selected = new Set(get().selected);
        for (const meetingId of meetingIds) {
          if (isSelected) selected.add(meetingId);
          else selected.delete(meetingId);
        }
        set({ selected });
      },
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
      async remove(meetings) {
        await get().commitRemoval();
        set({ removing: meetings });
        const meetingIds = meetings.map(({ meetingId }) => meetingId);
        get().select(meetingIds, false);
      },
      undoRemoval() {
        set({ removing: [] });
      },
      commitRemoval: () =>
        showingErrors(async () => {
          const { removing, meetings } = get();
          if (removing.length === 0) return;
          const gone = new Set(removing.map(({ meetingId }) => meetingId));
          set({
            removing: [],
            meetings: meetings?.filter(({ meetingId }) => !gone.has(meetingId)) ?? null,
          });
          try {
            // All are on their way at once: the page may be about to go away.
            await Promise.all([...gone].map((meetingId) => worker.request('library.remove', { meetingId })));
          } catch (error) {
            // Some are still there: the list says so again.
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

/** What the list shows: everything but the meetings whose deletion can still be undone. */
export function selectVisibleMeetings(state: LibraryState): readonly MeetingSummary[] | null {
  const { meetings, removing } = state;
  if (meetings === null || removing.length === 0) return meetings;
  const hidden = new Set(removing.map(({ meetingId }) => meetingId));
  return meetings.filter(({ meetingId }) => !hidden.has(meetingId));
}
