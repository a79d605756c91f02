import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { MeetingSummary } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { sortMeetings } from '../../stores/meetingOrder.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { MeetingRow } from './MeetingRow.tsx';
import { SelectAll } from './SelectAll.tsx';
import { SortHeader } from './SortHeader.tsx';

/** More than fits on any screen, few enough to be laid out at once. */
const ROWS_AT_ONCE = 200;

export function MeetingList({ meetings }: { readonly meetings: readonly MeetingSummary[] }) {
  const { library } = useStores();
  const order = useStore(library, (state) => state.order);
  const [rows, setRows] = useState(ROWS_AT_ONCE);
  const sorted = useMemo(() => sortMeetings(meetings, order), [meetings, order]);
  const hidden = Math.max(0, sorted.length - rows);
  return (
    <>
      <table className="meeting-list">
        <thead>
          <tr>
            <th scope="col" className="meeting-list-select">
              <SelectAll meetings={meetings} />
            </th>
            <SortHeader column="title" order={order} />
            <SortHeader column="date" order={order} />
            <SortHeader column="length" order={order} />
            <SortHeader column="speakers" order={order} />
            <SortHeader column="state" order={order} />
            <th scope="col">
              <span className="visually-hidden">{en.library.columns.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, rows).map((meeting) => (
            <MeetingRow key={meeting.meetingId} meeting={meeting} />
          ))}
        </tbody>
      </table>
      {hidden > 0 && (
        <p className="meeting-list-more">
          <Button
            onClick={() => {
              setRows(rows + ROWS_AT_ONCE);
            }}
          >
            {en.library.showMore(hidden)}
          </Button>
        </p>
      )}
    </>
  );
}
