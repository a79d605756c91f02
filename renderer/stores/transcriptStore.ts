import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  hasErrorCode,
  type Meeting,
  type RpcEvents,
  type RpcParams,
  type SerializedError,
  type TranscriptChange,
  type TranscriptEdit,
} from '../../worker/contract/index.ts';
import type { WorkerConnection } from '../connection/connectWorker.ts';
import { toShownError } from '../errors/toShownError.ts';
import { applyTranscriptChange, replaceSegments } from './applyTranscriptChange.ts';
import { isSameWhereTouched } from './isSameWhereTouched.ts';

export interface TranscriptState {
  /** The meeting that is open, null if none is. */
  readonly meetingId: string | null;
  readonly meeting: Meeting | null;
  /** Why the meeting could not be read. */
  readonly error: SerializedError | null;
  /** Why the last change was not made. */
  readonly editError: SerializedError | null;
  open(meetingId: string): Promise<void>;
  close(): void;
  /** Reads the open meeting again, if one is open. */
  refresh(): Promise<void>;
  /** Shows segments as they are produced, without asking for the whole transcript again. */
  acceptSegments(added: RpcEvents['segments.added']): void;
  /** Shows a change that this window or another one made. */
  acceptChange(change: TranscriptChange): void;
  /** Changes the transcript that is shown, after changes that are on their way. Null: it was not made. */
  edit(edit: TranscriptEdit): Promise<TranscriptChange | null>;
  undo(): Promise<TranscriptChange | null>;
  redo(): Promise<TranscriptChange | null>;
  /** Also of a meeting that was open until now, whose notes were `replaces` then. */
  setNotes(written: NotesWritten): Promise<void>;
  /** Shows notes that this window or another one wrote. */
  acceptNotes(changed: RpcEvents['notes.changed']): void;
  /** Shows another version of the meeting, in every window. */
  showVersion(transcriptId: string): Promise<void>;
  /** Deletes a version of the meeting, for good. */
  removeVersion(transcriptId: string): Promise<void>;
  dismissEditError(): void;
}

export type TranscriptStore = StoreApi<TranscriptState>;

export type NotesWritten = RpcParams<'library.setNotes'>;

interface Revision {
  readonly transcriptId: string;
  readonly revision: number;
}

export function createTranscriptStore(worker: WorkerConnection): TranscriptStore {
  let loading = new AbortController();
  /** Changes are sent one after the other, since each names the revision that the last one made. */
  let changing: Promise<unknown> = Promise.resolve();

  return createStore<TranscriptState>((set, get) => {
    async function load(meetingId: string): Promise<void> {
      loading.abort();
      loading = new AbortController();
      const { signal } = loading;
      try {
        const meeting = await worker.request('library.get', { meetingId }, { signal });
        // A change that was made while this was on its way is not shown as if it were not.
        if (isOlder(meeting, get().meeting)) await load(meetingId);
        else set({ meeting, error: null });
      } catch (error) {
        const shown = toShownError(error);
        if (shown !== null && !signal.aborted) set({ error: shown });
      }
    }

    /** What cannot be changed is shown as it is now, and why. */
    async function change<Result>(action: () => Promise<Result>): Promise<Result | null> {
      try {
        return await action();
      } catch (error) {
        const shown = toShownError(error);
        if (shown !== null) set({ editError: shown });
        const { revision } = get().meeting?.transcript ?? {};
        const isConflict = hasErrorCode(error, 'edit-conflict');
        if (isConflict && error.details['revision'] !== revision) await get().refresh();
        return null;
      }
    }

    function inTurn<Result>(action: () => Promise<Result>): Promise<Result | null> {
      const done = changing.then(() => change(action));
      changing = done;
      return done;
    }

    function revise(
      request: (revision: Revision) => Promise<TranscriptChange>,
    ): Promise<TranscriptChange | null> {
      return inTurn(async () => {
        const transcript = get().meeting?.transcript;
        if (transcript == null) return null;
        const { transcriptId, revision } = transcript;
        const result = await request({ transcriptId, revision });
        get().acceptChange(result);
        set({ editError: null });
        return result;
      });
    }

    return {
      meetingId: null,
      meeting: null,
      error: null,
      editError: null,
      async open(meetingId) {
        if (get().meetingId !== meetingId) set({ meetingId, meeting: null, error: null, editError: null });
        await load(meetingId);
      },
      close() {
        loading.abort();
        set({ meetingId: null, meeting: null, error: null, editError: null });
      },
      async refresh() {
        const { meetingId } = get();
        if (meetingId !== null) await load(meetingId);
      },
      acceptSegments({ meetingId, transcriptId, segments }) {
        const { meeting } = get();
        if (get().meetingId !== meetingId) return;
        if (meeting?.transcript == null) {
          void load(meetingId);
          return;
        }
        const { transcript } = meeting;
        // Another version is being made while this one is shown.
        if (transcript.transcriptId !== transcriptId) return;
        const merged = replaceSegments(transcript.segments, segments);
        set({ meeting: { ...meeting, transcript: { ...transcript, segments: merged } } });
      },
      acceptChange(accepted) {
        const { meeting, meetingId } = get();
        if (meeting?.transcript?.transcriptId !== accepted.transcriptId) return;
        const { revision } = meeting.transcript;
        if (accepted.revision === revision + 1) set({ meeting: applyTranscriptChange(meeting, accepted) });
        else if (accepted.revision > revision && meetingId !== null) void load(meetingId);
      },
      edit: (edit) =>
        revise(async (revision) => {
          const before = get().meeting?.transcript ?? null;
          try {
            return await worker.request('transcripts.edit', { ...revision, edit });
          } catch (error) {
            if (before === null || !hasErrorCode(error, 'edit-conflict')) throw error;
            await get().refresh();
            const after = get().meeting?.transcript ?? null;
            if (after === null || !isSameWhereTouched(edit, before, after)) throw error;
            // Something else was changed: this means the same as before.
            const { transcriptId, revision: newest } = after;
            return worker.request('transcripts.edit', { transcriptId, revision: newest, edit });
          }
        }),
      undo: () => revise((revision) => worker.request('transcripts.undo', revision)),
      redo: () => revise((revision) => worker.request('transcripts.redo', revision)),
      async setNotes({ meetingId, notes, replaces }) {
        await inTurn(async () => {
          const { meeting } = get();
          const stored = meeting?.meetingId === meetingId ? meeting.notes : replaces;
          if (stored === notes) return;
          await worker.request('library.setNotes', { meetingId, notes, replaces: stored });
          get().acceptNotes({ meetingId, notes });
        });
      },
      acceptNotes({ meetingId, notes }) {
        const { meeting } = get();
        if (meeting?.meetingId === meetingId) set({ meeting: { ...meeting, notes } });
      },
      async showVersion(transcriptId) {
        await inTurn(async () => {
          await worker.request('transcripts.setCurrent', { transcriptId });
          await get().refresh();
        });
      },
      async removeVersion(transcriptId) {
        await inTurn(async () => {
          await worker.request('transcripts.remove', { transcriptId });
          set({ editError: null });
          await get().refresh();
        });
      },
      dismissEditError() {
        set({ editError: null });
      },
    };
  });
}

function isOlder({ transcript }: Meeting, shown: Meeting | null): boolean {
  if (transcript === null || shown?.transcript?.transcriptId !== transcript.transcriptId) return false;
  return transcript.revision < shown.transcript.revision;
}
