import { Download, Trash2, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { MeetingSummary } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

export interface SelectionBarProps {
  /** All that the list shows. */
  readonly meetings: readonly MeetingSummary[];
  readonly onExport: (meetings: readonly MeetingSummary[]) => void;
}

/** What can be done with the meetings that are marked. */
export function SelectionBar({ meetings, onExport }: SelectionBarProps) {
  const { library } = useStores();
  const selectedIds = useStore(library, (state) => state.selected);
  const selected = meetings.filter(({ meetingId }) => selectedIds.has(meetingId));
  if (selected.length === 0) return null;
  return (
    <div className="selection-bar" role="group" aria-label={en.library.selection}>
      <p className="numbers" role="status">
        {en.library.selected(selected.length)}
      </p>
      <Button
        icon={<Download aria-hidden="true" />}
        onClick={() => {
          onExport(selected);
        }}
      >
        {en.library.exportSelected}
      </Button>
      <Button icon={<Trash2 aria-hidden="true" />} onClick={() => void library.getState().remove(selected)}>
        {en.library.removeSelected}
      </Button>
      <IconButton
        label={en.library.clearSelection}
        icon={<X />}
        onClick={() => {
          library.getState().select([...selectedIds], false);
        }}
      />
    </div>
  );
}
