import { FileX, X } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../../components/IconButton.tsx';
import { useFocusReturn } from '../../components/useFocusReturn.ts';
import type { RefusedFiles } from '../../stores/jobsStore.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** More names than this help nobody. */
const NAMES_SHOWN = 4;

/** Says which of the files that were dropped are no recordings. */
export function RefusedNotice() {
  const { jobs } = useStores();
  const refused = useStore(jobs, (state) => state.refused);
  return refused === null ? null : <Notice {...refused} />;
}

function Notice({ names, isPartial }: RefusedFiles) {
  const { jobs } = useStores();
  useFocusReturn();
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  const listed = names.length > NAMES_SHOWN ? en.jobs.andMore(shown, names.length - NAMES_SHOWN) : shown;
  return (
    <div className="refused-notice" role="alert">
      <FileX aria-hidden="true" />
      <div className="refused-notice-text">
        <p className="refused-notice-title">
          {names.length === 0 ? en.jobs.nothingFound : en.jobs.refused(names.length)}
        </p>
        {names.length > 0 && <p>{isPartial ? en.jobs.refusedText(listed) : en.jobs.refusedOnly(listed)}</p>}
        <p className="muted">{en.jobs.refusedNext}</p>
      </div>
      <IconButton
        label={en.error.dismiss}
        icon={<X />}
        onClick={() => {
          jobs.getState().dismissRefused();
        }}
      />
    </div>
  );
}
