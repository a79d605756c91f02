import { transcriptEditSchema } from '../../contract/index.ts';
import type { EditHistory, TranscriptEditKind } from '../../contract/index.ts';
import type { Database, Row } from '../../database/connection.ts';

/** The edit that undo takes back, and the one that redo makes again. */
export const LAST_DONE = `
  SELECT edit_number, change FROM transcript_edits WHERE transcript_key = ? AND undone = 0
  ORDER BY edit_number DESC LIMIT 1`;
export const FIRST_UNDONE = `
  SELECT edit_number, change FROM transcript_edits WHERE transcript_key = ? AND undone = 1
  ORDER BY edit_number LIMIT 1`;

/** Without the change, which may be megabytes. */
const LAST_DONE_KIND = `
  SELECT kind FROM transcript_edits WHERE transcript_key = ? AND undone = 0 ORDER BY edit_number DESC LIMIT 1`;
const FIRST_UNDONE_KIND = `
  SELECT kind FROM transcript_edits WHERE transcript_key = ? AND undone = 1 ORDER BY edit_number LIMIT 1`;

/** What can be undone and done again. */
export function readHistory(database: Database, transcriptKey: number): EditHistory {
  return {
    undo: toKind(database.get(LAST_DONE_KIND, transcriptKey)),
    redo: toKind(database.get(FIRST_UNDONE_KIND, transcriptKey)),
  };
}

const KINDS = transcriptEditSchema.options.map((option) => option.shape.kind.value);

function toKind(row: Row | undefined): TranscriptEditKind | null {
  return KINDS.find((kind) => kind === row?.['kind']) ?? null;
}
