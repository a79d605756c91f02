import type { Meeting, Segment, Speaker } from '../contract/index.ts';

/** What a renderer is given: plain data, complete, without anything that was removed. */
export interface ExportDocument {
  readonly title: string;
  readonly createdAtMs: number;
  readonly durationSeconds: number;
  /** Whisper language code of the whole; segments carry their own. */
  readonly language: string | null;
  /** For programs. */
  readonly modelId: string | null;
  /** The same for people. */
  readonly modelName: string | null;
  /** Names of the speakers by label; a label without an entry is its own name. */
  readonly speakers: readonly Speaker[];
  /** In the order of their starts. */
  readonly segments: readonly Segment[];
}

/**
 * The transcript that a meeting was read with; one without any gives a document without segments. `modelName` is what
 * people call the model of the transcript.
 */
export function createExportDocument(meeting: Meeting, modelName: string | null): ExportDocument {
  const { transcript } = meeting;
  const segments = transcript?.segments ?? [];
  return {
    title: meeting.title,
    createdAtMs: meeting.createdAtMs,
    durationSeconds: meeting.durationSeconds,
    language: transcript?.language ?? meeting.language,
    modelId: transcript?.modelId ?? null,
    modelName,
    speakers: transcript?.speakers ?? [],
    segments: segments
      .filter((segment) => segment.removed === null && segment.text.trim() !== '')
      .sort((a, b) => a.start - b.start),
  };
}
