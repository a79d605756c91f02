import type {
  AbortSignalLike,
  MediaRecord,
  Meeting,
  MeetingSummary,
  SearchHit,
  Speaker,
  StoredSegment,
  Transcript,
  TranscriptChange,
  TranscriptSummary,
} from '../contract/index.ts';
import type { Database } from '../database/connection.ts';
import { toKey } from '../database/publicId.ts';
import { SILENT_LOGGER } from '../lib/logger.ts';
import type { Logger } from '../lib/logger.ts';
import { createChunkCommits } from './chunkCommits.ts';
import type { ChunkCommit } from './chunkCommits.ts';
import { compactIndex } from './compactIndex.ts';
import { indexEdits } from './indexEdits.ts';
import { createMediaRecords } from './mediaRecords.ts';
import { createEditLog } from './edits/editLog.ts';
import type { EditRequest, RevisionRequest } from './edits/editLog.ts';
import { createRevisionPlanner } from './edits/planRevisions.ts';
import type { EditPlan, RevisionPlanner } from './edits/planRevisions.ts';
import { createMeetings } from './meetings.ts';
import type { MeetingNotes, NewMeeting } from './meetings.ts';
import { createSearch } from './search.ts';
import type { SearchRequest } from './search.ts';
import { createSegments } from './segments.ts';
import { createTranscripts } from './transcripts.ts';
import type { NewTranscript, PartialTranscript, TranscriptOutcome, WantedTranscript } from './transcripts.ts';

/**
 * The library: meetings, their media, transcripts and segments. Ids are given by the library and never used twice.
 * Methods that take an id throw `not-found` when nothing has it; all throw the database's errors (openDatabase.ts).
 * Every method that changes something is one transaction.
 */
export interface TranscriptRepository {
  findMediaByHash(contentHash: string): MediaRecord | null;
  /** The media last seen at this path. */
  findMediaByPath(path: string): MediaRecord | null;
  getMedia(mediaId: string): MediaRecord;
  /** Media with the same hash is kept once: a file that was moved takes its new path. */
  createMeeting(meeting: NewMeeting): Meeting;
  /** The newest meeting about this media. */
  findMeeting(mediaId: string): MeetingSummary | null;
  /** Newest first. */
  listMeetings(page: { readonly limit: number; readonly offset: number }): readonly MeetingSummary[];
  /** With the current transcript, or the one that is asked for. */
  getMeeting(meetingId: string, transcriptId?: string): Meeting;
  renameMeeting(meetingId: string, title: string): MeetingSummary;
  /** With its transcripts, jobs, and the record (never the file) of media that nothing else uses. */
  removeMeeting(meetingId: string): void;

  startTranscript(transcript: NewTranscript): TranscriptSummary;
  /** The newest complete transcript of this media with these options, whichever meeting it is in. */
  findTranscript(wanted: WantedTranscript): TranscriptSummary | null;
  /** The newest transcript of this media with these options that was begun and not finished, if it can go on. */
  findPartialTranscript(wanted: WantedTranscript): PartialTranscript | null;
  getTranscript(transcriptId: string): Transcript;
  updateTranscript(
    transcriptId: string,
    changes: Omit<TranscriptOutcome, 'realTimeFactor'>,
  ): TranscriptSummary;
  /** Stores the chunk and the checkpoint, or neither. A chunk that is already there is left as it is and returned. */
  commitChunk(commit: ChunkCommit): readonly StoredSegment[];
  /** Forgets its checkpoint and makes it the meeting's current transcript, unless a person has changed that one. */
  completeTranscript(transcriptId: string, outcome: TranscriptOutcome): TranscriptSummary;
  /** Deletes a partial transcript with what it holds; throws `invalid-request` for a complete one. */
  discardTranscript(transcriptId: string): void;
  /** Deletes a version and what was done to it; throws `invalid-request` where no other of its meeting is complete. */
  removeTranscript(transcriptId: string): TranscriptSummary;

  listSpeakers(transcriptId: string): readonly Speaker[];
  /** Shows one that is complete as if it just were: unless a person has changed the current one. */
  showTranscriptAgain(transcriptId: string): void;
  /** Shows this one of its meeting's transcripts. */
  setCurrentTranscript(transcriptId: string): TranscriptSummary;

  /** Throws `edit-conflict` where the revision is not the newest, and what `applyEdit` throws. */
  editTranscript(request: EditRequest, plan?: EditPlan | null): TranscriptChange;
  /** Takes the last edit back; throws as `editTranscript`, and `invalid-request` where there is none. */
  undoEdit(request: RevisionRequest, plan?: EditPlan | null): TranscriptChange;
  redoEdit(request: RevisionRequest, plan?: EditPlan | null): TranscriptChange;
  /** Plans for the three of them, so that those that change thousands of segments do not keep others waiting. */
  readonly plan: RevisionPlanner;
  /** Throws `edit-conflict` where the stored notes are not those that are replaced. */
  setNotes(notes: MeetingNotes): void;

  findPeaks(mediaId: string): Uint8Array | null;
  savePeaks(mediaId: string, peaks: Uint8Array): void;

  /** Segments of current transcripts, best match first; `[]` for a query without a word in it. */
  search(request: SearchRequest): readonly SearchHit[];
  /** Lets `search` find the texts of large edits, a little at a time; those of small ones are found at once. */
  indexEdits(signal?: AbortSignalLike): Promise<void>;
  /** Takes the words of what was deleted out of the search index, a little at a time; for when nothing else is to do. */
  compactIndex(signal?: AbortSignalLike): Promise<void>;
}

export interface TranscriptRepositoryOptions {
  readonly database: Database;
  readonly logger?: Logger;
  readonly now?: () => number;
}

export function createTranscriptRepository({
  database,
  logger = SILENT_LOGGER,
  now = Date.now,
}: TranscriptRepositoryOptions): TranscriptRepository {
  const segments = createSegments({ database, logger });
  const transcripts = createTranscripts({ database, segments, logger, now });
  const media = createMediaRecords({ database });
  const meetings = createMeetings({ database, media, transcripts, now });
  const { commitChunk } = createChunkCommits({ database, segments, transcripts, now });
  const edits = createEditLog({ database, segments, transcripts });
  return {
    findMediaByHash: media.findByHash,
    findMediaByPath: media.findByPath,
    getMedia: (mediaId) => media.get(toKey('media', mediaId)),
    createMeeting: meetings.create,
    findMeeting: meetings.find,
    listMeetings: meetings.list,
    getMeeting: meetings.get,
    renameMeeting: meetings.rename,
    removeMeeting: meetings.remove,
    startTranscript: transcripts.start,
    findTranscript: transcripts.findComplete,
    findPartialTranscript: transcripts.findPartial,
    getTranscript: transcripts.get,
    updateTranscript: transcripts.update,
    commitChunk,
    completeTranscript: transcripts.complete,
    discardTranscript: transcripts.discard,
    removeTranscript: transcripts.remove,
    listSpeakers: transcripts.listSpeakers,
    showTranscriptAgain: transcripts.showAgain,
    setCurrentTranscript: transcripts.setCurrent,
    editTranscript: edits.edit,
    undoEdit: edits.undo,
    redoEdit: edits.redo,
    plan: createRevisionPlanner({ database, segments, transcripts }),
    setNotes: meetings.setNotes,
    findPeaks: (mediaId) => media.findPeaks(toKey('media', mediaId)),
    savePeaks: (mediaId, peaks) => {
      media.savePeaks(toKey('media', mediaId), peaks);
    },
    search: createSearch({ database }),
    indexEdits: (signal) => indexEdits(database, signal),
    compactIndex: (signal) => compactIndex(database, signal),
  };
}
