import type { TranscriptRow } from './toRows.ts';

/** Pixels at the usual size of text, as measured in Chromium; rows are measured once they are rendered. */
const LINE_HEIGHT = 28;
const ROW_PADDING = 11;
const SPEAKER_HEIGHT = 36;
/** Characters that fit into a line at the reading width. */
const LINE_LENGTH = 70;

/** About how high a row will be, so that the scroll bar says how long a transcript is before its rows are seen. */
export function estimateRowHeight(row: TranscriptRow | undefined): number {
  const length = row?.kind === 'segment' ? row.segment.text.length : 0;
  const speaker = row?.kind === 'segment' && row.showsSpeaker ? SPEAKER_HEIGHT : 0;
  return ROW_PADDING + speaker + LINE_HEIGHT * Math.max(1, Math.ceil(length / LINE_LENGTH));
}
