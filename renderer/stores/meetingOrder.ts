import type { MeetingSummary } from '../../worker/contract/index.ts';

export const MEETING_COLUMNS = ['title', 'date', 'length', 'speakers', 'state'] as const;
export type MeetingColumn = (typeof MEETING_COLUMNS)[number];

export interface MeetingOrder {
  readonly by: MeetingColumn;
  readonly isDescending: boolean;
}

/** Newest first. */
export const DEFAULT_MEETING_ORDER: MeetingOrder = { by: 'date', isDescending: true };

/** What is unfinished asks for something and comes first. */
const STATE_ORDER: Readonly<Record<MeetingSummary['status'], number>> = { empty: 0, partial: 1, complete: 2 };

const titles = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

const COMPARE: Readonly<Record<MeetingColumn, (a: MeetingSummary, b: MeetingSummary) => number>> = {
  title: (a, b) => titles.compare(a.title, b.title),
  date: (a, b) => a.createdAtMs - b.createdAtMs,
  length: (a, b) => a.durationSeconds - b.durationSeconds,
  speakers: (a, b) => a.speakerCount - b.speakerCount,
  state: (a, b) => STATE_ORDER[a.status] - STATE_ORDER[b.status],
};

/** Meetings that are alike in what they are sorted by stay newest first. */
export function sortMeetings(
  meetings: readonly MeetingSummary[],
  { by, isDescending }: MeetingOrder,
): readonly MeetingSummary[] {
  const sign = isDescending ? -1 : 1;
  return meetings.toSorted((a, b) => sign * COMPARE[by](a, b) || COMPARE.date(b, a));
}

/** What choosing a column leads to: the other direction where it is the one already, else its natural direction. */
export function chooseColumn(order: MeetingOrder, column: MeetingColumn): MeetingOrder {
  if (order.by === column) return { by: column, isDescending: !order.isDescending };
  return { by: column, isDescending: column === 'date' || column === 'length' || column === 'speakers' };
}
