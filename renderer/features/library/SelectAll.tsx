import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { MeetingSummary } from '../../../worker/contract/index.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** Marks all meetings or none; between the two when some are marked. */
export function SelectAll({ meetings }: { readonly meetings: readonly MeetingSummary[] }) {
  const { library } = useStores();
  const selected = useStore(library, (state) => state.selected.size);
  const input = useRef<HTMLInputElement>(null);
  const isAll = selected > 0 && selected === meetings.length;
  useEffect(() => {
    if (input.current !== null) input.current.indeterminate = selected > 0 && !isAll;
  }, [selected, isAll]);
  return (
    <input
      ref={input}
      type="checkbox"
      className="checkbox"
      aria-label={en.library.selectAll}
      checked={isAll}
      onChange={({ currentTarget: { checked } }) => {
        library.getState().select(
          meetings.map(({ meetingId }) => meetingId),
          checked,
        );
      }}
    />
  );
}
