import type { Meeting, Segment, Speaker } from '../contract/index.ts';

/** What a renderer is given: plain data, complete, without anything that was removed. */
export interface ExportDocument {
  readonly title: string;
  readonly createdAtMs: number;
  readonly durationSeconds: number;
  /** Whisper language code of the whole; segments carry their own. */
  readonly language: string | null;
  readonly modelId: string | null;
  /** Names of the speakers by label; a label without an entry is its own name. */
  readonly speakers: readonly Speaker[];
  /** In the order of their starts. */
  readonly segments: readonly Segment[];
}

/** The current transcript of a meeting; one without any transcript gives a document without segments. */
export function createExportDocument(meeting: Meeting): ExportDocument {
  const { transcript } = meeting;
  const segments = transcript?.segments ?? [];
  return {
    title: meeting.title,
    createdAtMs: meeting.createdAtMs,
    durationSeconds: meeting.durationSeconds,
    language: transcript?.language ?? meeting.language,
    modelId: transcript?.modelId ?? null,
    speakers: transcript?.speakers ?? [],
    segments: segments
      .filter((segment) => segment.removed === null && segment.text.trim() !== '')
      .sort((a, b) => a.start - b.start),
  };
}
