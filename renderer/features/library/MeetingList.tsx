import type { MeetingSummary } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { MeetingRow } from './MeetingRow.tsx';

export function MeetingList({ meetings }: { readonly meetings: readonly MeetingSummary[] }) {
  const { title, date, length, state, actions } = en.library.columns;
  return (
    <table className="meeting-list">
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">{date}</th>
          <th scope="col" className="meeting-list-length">
            {length}
          </th>
          <th scope="col">{state}</th>
          <th scope="col">
            <span className="visually-hidden">{actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {meetings.map((meeting) => (
          <MeetingRow key={meeting.meetingId} meeting={meeting} />
        ))}
      </tbody>
    </table>
  );
}
