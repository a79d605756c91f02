import { AudioLines, Plus } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { MeetingSummary } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { selectTranscribing } from '../../stores/jobsStore.ts';
import { selectVisibleMeetings } from '../../stores/libraryStore.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import './Library.css';
import { MeetingList } from './MeetingList.tsx';
import { SearchField } from './SearchField.tsx';
import { SearchResults } from './SearchResults.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { UndoRemoval } from './UndoRemoval.tsx';

export interface LibraryViewProps {
  /** The queue, between the heading and the meetings. */
  readonly children: ReactNode;
  /** What a person is shown who has not used Earshot yet, in place of the empty library. */
  readonly welcome: ReactNode;
  readonly renderExport: (meetings: readonly MeetingSummary[], onClose: () => void) => ReactNode;
}

export function LibraryView({ children, welcome, renderExport }: LibraryViewProps) {
  const { library, jobs, settings } = useStores();
  // Null until it is known, when neither greeting is shown.
  const isNew = useStore(settings, (state) =>
    state.settings === null ? (state.error === null ? null : false) : !state.settings.onboarded,
  );
  const meetings = useStore(library, useShallow(selectVisibleMeetings));
  const error = useStore(library, (state) => state.error);
  const isSearching = useStore(library, (state) => state.query.trim() !== '');
  const isIdle = useStore(
    jobs,
    (state) => selectTranscribing(state).length === 0 && state.imports.length === 0,
  );
  const [exported, setExported] = useState<readonly MeetingSummary[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const chooseFiles = (): void => input.current?.click();
  const isEmpty = meetings?.length === 0;
  const isUsed = meetings !== null && !isEmpty;
  useEffect(() => {
    if (isNew === true && isUsed) void settings.getState().update({ onboarded: true });
  }, [settings, isNew, isUsed]);

  return (
    <div className="view">
      <header className="view-header">
        <h1>{en.library.title}</h1>
        <input
          ref={input}
          hidden
          type="file"
          multiple
          accept="audio/*,video/*"
          onChange={(event) => {
            void jobs.getState().addFiles([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
        {(!isEmpty || isNew === true) && (
          <Button variant="primary" icon={<Plus aria-hidden="true" />} onClick={chooseFiles}>
            {en.library.addFiles}
          </Button>
        )}
      </header>
      {error !== null && (
        <div className="library-error">
          <ErrorCard error={error} onDismiss={() => library.getState().dismissError()} />
        </div>
      )}
      {isUsed && (
        // Above the queue, which may be long: what is found is seen where it is asked for.
        <>
          <SearchField />
          {isSearching && <SearchResults />}
        </>
      )}
      {children}
      {meetings === null && error === null && <p className="muted">{en.library.loading}</p>}
      {isEmpty && isIdle && isNew && welcome}
      {isEmpty && isIdle && isNew === false && (
        <div className="library-drop-target">
          <EmptyState
            icon={<AudioLines aria-hidden="true" />}
            title={en.library.emptyTitle}
            text={en.library.emptyText}
          >
            <Button variant="primary" icon={<Plus aria-hidden="true" />} onClick={chooseFiles}>
              {en.library.addFiles}
            </Button>
            <Button onClick={() => void jobs.getState().addSample()}>{en.library.trySample}</Button>
          </EmptyState>
        </div>
      )}
      {isUsed && !isSearching && (
        <>
          <SelectionBar meetings={meetings} onExport={setExported} />
          <MeetingList meetings={meetings} />
        </>
      )}
      <UndoRemoval />
      {exported.length > 0 &&
        renderExport(exported, () => {
          setExported([]);
        })}
    </div>
  );
}
