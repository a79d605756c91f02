import { setImmediate as nextTurn } from 'node:timers/promises';
import { readPeaks } from '../audio/readPeaks.ts';
import { reducePeaks } from '../audio/reducePeaks.ts';
import type { ParsedRpcParams, RpcEvents, TranscriptChange } from '../contract/index.ts';
import type { TranscriptRepository } from '../transcripts/transcriptRepository.ts';

export interface TranscriptServiceOptions {
  readonly repository: TranscriptRepository;
  readonly onTranscriptChanged: (change: TranscriptChange) => void;
  readonly onNotesChanged: (changed: RpcEvents['notes.changed']) => void;
  readonly onMeetingChanged: (meetingId: string) => void;
}

/** What a person does to a transcript while listening to it, each change told to whoever shows it. */
export interface TranscriptService {
  edit(request: ParsedRpcParams<'transcripts.edit'>): Promise<TranscriptChange>;
  undo(request: ParsedRpcParams<'transcripts.undo'>): Promise<TranscriptChange>;
  redo(request: ParsedRpcParams<'transcripts.redo'>): Promise<TranscriptChange>;
  setCurrent(transcriptId: string): void;
  setNotes(notes: ParsedRpcParams<'library.setNotes'>): void;
  /** The waveform, found by decoding the media the first time: some seconds for an hour. Throws as `decodeAudio`. */
  getPeaks(mediaId: string, count: number): Promise<readonly number[]>;
  /** Ends what is being decoded. */
  close(): Promise<void>;
}

/** Passages; those of one edit by hand are far fewer. Our choice. */
const LARGE_CHANGE = 200;

export function createTranscriptService(options: TranscriptServiceOptions): TranscriptService {
  const { repository, onTranscriptChanged, onNotesChanged, onMeetingChanged } = options;
  const closing = new AbortController();
  /** By media; windows that ask for the same waveform wait for the same decoding. */
  const reading = new Map<string, Promise<Uint8Array>>();

  let indexing: Promise<unknown> = Promise.resolve();

  /** A change of thousands of passages is megabytes to send: to those who hear of it and in the answer, each in a turn. */
  const told = async (change: TranscriptChange, revision: number): Promise<TranscriptChange> => {
    if (change.revision === revision) return change;
    const isLarge = change.segments.length > LARGE_CHANGE;
    if (isLarge) await nextTurn();
    onTranscriptChanged(change);
    // What fails here is done by the next search, which says why it cannot.
    indexing = Promise.allSettled([indexing, repository.indexEdits(closing.signal)]);
    if (isLarge) await nextTurn();
    return change;
  };

  async function readAndSave(mediaId: string): Promise<Uint8Array> {
    const peaks = await readPeaks(repository.getMedia(mediaId).path, closing.signal);
    repository.savePeaks(mediaId, peaks);
    return peaks;
  }

  return {
    async edit(request) {
      const plan = await repository.plan.edit(request, closing.signal);
      return told(repository.editTranscript(request, plan), request.revision);
    },
    async undo(request) {
      const plan = await repository.plan.undo(request, closing.signal);
      return told(repository.undoEdit(request, plan), request.revision);
    },
    async redo(request) {
      const plan = await repository.plan.redo(request, closing.signal);
      return told(repository.redoEdit(request, plan), request.revision);
    },
    setCurrent(transcriptId) {
      onMeetingChanged(repository.setCurrentTranscript(transcriptId).meetingId);
    },
    setNotes(written) {
      repository.setNotes(written);
      const { meetingId, notes } = written;
      onNotesChanged({ meetingId, notes });
    },
    async getPeaks(mediaId, count) {
      const known = repository.findPeaks(mediaId);
      if (known !== null) return [...reducePeaks(known, count)];
      const running = reading.get(mediaId) ?? readAndSave(mediaId);
      reading.set(mediaId, running);
      try {
        return [...reducePeaks(await running, count)];
      } finally {
        reading.delete(mediaId);
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled([...reading.values(), indexing]);
    },
  };
}
