import { Pencil, Trash2 } from 'lucide-react';
import { type MouseEvent, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { formatTimecode, type MeetingSummary } from '../../../worker/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { StateDot } from '../../components/StateDot.tsx';
import { formatRoute, type Route } from '../../stores/routeStore.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatDate } from '../../strings/formatAmounts.ts';
import { RenameField } from './RenameField.tsx';

export function MeetingRow({ meeting }: { readonly meeting: MeetingSummary }) {
  const { library, route, jobs } = useStores();
  const [isRenaming, setRenaming] = useState(false);
  const renameButton = useRef<HTMLButtonElement>(null);
  const { meetingId, title } = meeting;
  const isBusy = useStore(jobs, (state) =>
    state.jobs.some((job) => job.meetingId === meetingId && job.status === 'running'),
  );
  const isSelected = useStore(library, (state) => state.selected.has(meetingId));
  const destination: Route = { view: 'meeting', meetingId, at: null };
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    route.getState().go(destination);
  };
  return (
    <tr data-selected={isSelected}>
      <td className="meeting-list-select">
        <input
          type="checkbox"
          className="checkbox"
          aria-label={en.library.select(title)}
          checked={isSelected}
          onChange={({ currentTarget: { checked } }) => {
            library.getState().select([meetingId], checked);
          }}
        />
      </td>
      <td className="meeting-list-title">
        {isRenaming ? (
          <RenameField
            title={title}
            onDone={(newTitle) => {
              setRenaming(false);
              renameButton.current?.focus();
              if (newTitle !== null) void library.getState().rename(meetingId, newTitle);
            }}
          />
        ) : (
          <a href={formatRoute(destination)} onClick={open}>
            {title}
          </a>
        )}
      </td>
      <td className="muted meeting-list-date">{formatDate(meeting.createdAtMs, Date.now())}</td>
      <td className="muted numbers meeting-list-length">
        {formatTimecode(meeting.durationSeconds, 'clock')}
      </td>
      <td className="muted numbers meeting-list-speakers" data-is-unknown={meeting.speakerCount === 0}>
        {meeting.speakerCount === 0 ? en.library.unknownSpeakers : meeting.speakerCount}
        <span className="meeting-list-unit">{en.library.speakersUnit(meeting.speakerCount)}</span>
      </td>
      <td className="meeting-list-state">
        <StateDot
          state={isBusy ? 'busy' : meeting.status === 'complete' ? 'done' : 'open'}
          text={isBusy ? en.jobs.stages.recognize : en.library.states[meeting.status]}
        />
      </td>
      <td className="meeting-list-actions">
        <IconButton
          ref={renameButton}
          label={en.library.rename(title)}
          icon={<Pencil />}
          onClick={() => {
            setRenaming(true);
          }}
        />
        <IconButton
          label={en.library.remove(title)}
          icon={<Trash2 />}
          onClick={() => void library.getState().remove([meeting])}
        />
      </td>
    </tr>
  );
}
