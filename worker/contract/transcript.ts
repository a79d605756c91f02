import type { EditHistory } from './transcriptEdits.ts';

/** Why a segment was taken out of the transcript. It stays stored, shown on request, and can be restored. */
export const REMOVAL_REASONS = ['no-speech', 'repetition', 'known-phrase', 'user'] as const;
export type RemovalReason = (typeof REMOVAL_REASONS)[number];

export interface Word {
  /** Seconds from the beginning of the media. */
  readonly start: number;
  readonly end: number;
  /** As it appears in the segment, with its leading space if it has one, and its punctuation. */
  readonly text: string;
  /** 0 to 1: mean probability of the word's tokens. */
  readonly probability: number;
  /** True when the times were interpolated: the model gives no cross-attention, or a person wrote the word. */
  readonly approximate: boolean;
  /** A person wrote or changed the word; its probability is 1. */
  readonly edited?: true;
}

export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Whisper language code, such as `en`. */
  readonly language: string;
  /** Channel of a split recording (0 left, 1 right); null when channels were mixed. */
  readonly channel: number | null;
  /** Speaker label, such as `SPEAKER_00`; null until speakers are known. */
  readonly speaker: string | null;
  /** Mean log-probability of the segment's tokens, end of text included; at most 0. */
  readonly avgLogprob: number;
  /** 0 to 1: how sure the model is that the chunk holds no speech. */
  readonly noSpeechProb: number;
  /** Size of the text divided by its deflated size; above 2.4 it is probably a loop. */
  readonly compressionRatio: number;
  /** The temperature it was decoded with; 0 is greedy or beam search. */
  readonly temperature: number;
  readonly removed: RemovalReason | null;
  /** Empty when words were not asked for. */
  readonly words: readonly Word[];
}

/** A segment in the library: numbered within its transcript, in time order. */
export interface StoredSegment extends Segment {
  readonly id: number;
  /** True once a person has changed its text. */
  readonly edited: boolean;
}

export interface Speaker {
  readonly label: string;
  readonly name: string;
}

export type TranscriptStatus = 'partial' | 'complete';

/** One pass of one model over a meeting's media. A meeting may have several; one is current. */
export interface TranscriptSummary {
  readonly transcriptId: string;
  readonly meetingId: string;
  readonly modelId: string;
  /** Execution provider that was really used, such as `cpu`. */
  readonly device: string;
  /** Of the whole; null while it is not known, where nothing was said, and where it is detected per chunk. */
  readonly language: string | null;
  readonly status: TranscriptStatus;
  readonly createdAtMs: number;
  /** Processing time divided by audio duration; null while partial. */
  readonly realTimeFactor: number | null;
}

export interface Transcript extends TranscriptSummary {
  readonly segments: readonly StoredSegment[];
  readonly speakers: readonly Speaker[];
  /** Counts the changes that people made; an edit names the revision it is based on. */
  readonly revision: number;
  readonly history: EditHistory;
}

export interface MediaRecord {
  readonly mediaId: string;
  readonly path: string;
  /** SHA-256 of the file's content, hex. */
  readonly contentHash: string;
  readonly sizeBytes: number;
  readonly durationSeconds: number;
}

export interface MeetingSummary {
  readonly meetingId: string;
  readonly title: string;
  readonly createdAtMs: number;
  readonly durationSeconds: number;
  readonly language: string | null;
  readonly status: TranscriptStatus | 'empty';
  readonly speakerCount: number;
}

export interface Meeting extends MeetingSummary {
  readonly media: MediaRecord;
  /** The current transcript, or null before any segment was produced. */
  readonly transcript: Transcript | null;
  readonly transcripts: readonly TranscriptSummary[];
  /** What the person wrote about the meeting. */
  readonly notes: string;
}

export interface SearchHit {
  readonly meetingId: string;
  readonly meetingTitle: string;
  readonly segmentId: number;
  readonly start: number;
  readonly end: number;
  /** Pieces of the segment around the match; `match` pieces are to be highlighted. */
  readonly snippet: readonly { readonly text: string; readonly match: boolean }[];
}
