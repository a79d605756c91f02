import { describe, expect, it } from 'vitest';
import { createMeetingSummary } from '../testing/records.ts';
import { chooseColumn, DEFAULT_MEETING_ORDER, type MeetingOrder, sortMeetings } from './meetingOrder.ts';

const MEETINGS = [
  createMeetingSummary({ title: 'Week 10', createdAtMs: 3, durationSeconds: 60, status: 'complete' }),
  createMeetingSummary({ title: 'week 9', createdAtMs: 2, durationSeconds: 60, status: 'partial' }),
  createMeetingSummary({ title: 'Änderungen', createdAtMs: 1, durationSeconds: 90, speakerCount: 2 }),
];

describe('sortMeetings', () => {
  it.each<[string, MeetingOrder, readonly string[]]>([
    ['newest first', DEFAULT_MEETING_ORDER, ['Week 10', 'week 9', 'Änderungen']],
    ['titles as people read them', { by: 'title', isDescending: false }, ['Änderungen', 'week 9', 'Week 10']],
    ['longest first', { by: 'length', isDescending: true }, ['Änderungen', 'Week 10', 'week 9']],
    ['most speakers first', { by: 'speakers', isDescending: true }, ['Änderungen', 'Week 10', 'week 9']],
    ['unfinished first', { by: 'state', isDescending: false }, ['week 9', 'Week 10', 'Änderungen']],
  ])('puts %s', (_name, order, expected) => {
    expect(sortMeetings(MEETINGS, order).map(({ title }) => title)).toEqual(expected);
  });
});

describe('chooseColumn', () => {
  it('turns the direction of the column that is sorted by', () => {
    expect(chooseColumn(DEFAULT_MEETING_ORDER, 'date')).toEqual({ by: 'date', isDescending: false });
  });

  it('starts with the direction that is looked for first', () => {
    expect(chooseColumn(DEFAULT_MEETING_ORDER, 'title')).toEqual({ by: 'title', isDescending: false });
    expect(chooseColumn(DEFAULT_MEETING_ORDER, 'length')).toEqual({ by: 'length', isDescending: true });
  });
});
