import type { Meeting } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { NotesSection } from './NotesSection.tsx';
import './SidePanel.css';
import { SpeakersSection } from './SpeakersSection.tsx';
import { VersionsSection } from './VersionsSection.tsx';

/** What belongs to a meeting besides its words. */
export function SidePanel({ meeting }: { readonly meeting: Meeting }) {
  return (
    <aside className="side-panel" aria-label={en.transcript.details}>
      {meeting.transcript !== null && <SpeakersSection transcript={meeting.transcript} />}
      <NotesSection meetingId={meeting.meetingId} notes={meeting.notes} />
      {meeting.transcript !== null && <VersionsSection meeting={meeting} shown={meeting.transcript} />}
    </aside>
  );
}
