import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Meeting, RpcEvents, SerializedError, StoredSegment } from '../../worker/contract/index.ts';
import type { WorkerConnection } from '../connection/connectWorker.ts';
import { toShownError } from '../errors/toShownError.ts';

export interface TranscriptState {
  /** The meeting that is open, null if none is. */
  readonly meetingId: string | null;
  readonly meeting: Meeting | null;
  readonly error: SerializedError | null;
  open(meetingId: string): Promise<void>;
  close(): void;
  /** Reads the open meeting again, if one is open. */
  refresh(): Promise<void>;
  /** Shows segments as they are produced, without asking for the whole transcript again. */
  acceptSegments(added: RpcEvents['segments.added']): void;
  setRemoved(segmentId: number, removed: boolean): Promise<void>;
}

export type TranscriptStore = StoreApi<TranscriptState>;

export function createTranscriptStore(worker: WorkerConnection): TranscriptStore {
  let loading = new AbortController();

  return createStore<TranscriptState>((set, get) => {
    async function load(meetingId: string): Promise<void> {
      loading.abort();
      loading = new AbortController();
      const { signal } = loading;
      try {
        const meeting = await worker.request('library.get', { meetingId }, { signal });
        set({ meeting, error: null });
      } catch (error) {
        const shown = toShownError(error);
        if (shown !== null && !signal.aborted) set({ error: shown });
      }
    }

    function replaceSegments(segments: readonly StoredSegment[]): void {
      const { meeting } = get();
      if (meeting?.transcript == null) return;
      const byId = new Map(meeting.transcript.segments.map((segment) => [segment.id, segment]));
      for (const segment of segments) byId.set(segment.id, segment);
      const merged = [...byId.values()].sort((a, b) => a.start - b.start || a.id - b.id);
      set({ meeting: { ...meeting, transcript: { ...meeting.transcript, segments: merged } } });
    }

    return {
      meetingId: null,
      meeting: null,
      error: null,
      async open(meetingId) {
        if (get().meetingId !== meetingId) set({ meetingId, meeting: null, error: null });
        await load(meetingId);
      },
      close() {
        loading.abort();
        set({ meetingId: null, meeting: null, error: null });
      },
      async refresh() {
        const { meetingId } = get();
        if (meetingId !== null) await load(meetingId);
      },
      acceptSegments({ meetingId, segments }) {
        if (get().meetingId !== meetingId) return;
        if (get().meeting?.transcript == null) void load(meetingId);
        else replaceSegments(segments);
      },
      async setRemoved(segmentId, removed) {
        const transcript = get().meeting?.transcript;
        if (transcript == null) return;
        const { transcriptId } = transcript;
        try {
          const segment = await worker.request('library.setSegmentRemoved', {
            transcriptId,
            segmentId,
            removed,
          });
          if (get().meeting?.transcript?.transcriptId === transcriptId) replaceSegments([segment]);
        } catch (error) {
          const shown = toShownError(error);
          if (shown !== null) set({ error: shown });
        }
      },
    };
  });
}
