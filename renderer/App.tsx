import { Unplug } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import './App.css';
import { EmptyState } from './components/EmptyState.tsx';
import { ConnectionBanner } from './components/ConnectionBanner.tsx';
import { ExportDialog } from './features/exportDialog/ExportDialog.tsx';
import { LicencesView } from './features/licences/LicencesView.tsx';
import { JobsPanel } from './features/jobs/JobsPanel.tsx';
import { LibraryView } from './features/library/LibraryView.tsx';
import { DropZone } from './features/jobs/DropZone.tsx';
import { CleanupPolicyCard } from './features/models/CleanupPolicyCard.tsx';
import { OfferDialog } from './features/models/OfferDialog.tsx';
import { ModelPlace } from './features/models/ModelPlace.tsx';
import { ModelsView } from './features/models/ModelsView.tsx';
import { ReadyModelNotice } from './features/models/ReadyModelNotice.tsx';
import { Welcome, type WelcomeProps } from './features/onboarding/Welcome.tsx';
import { SettingsView } from './features/settings/SettingsView.tsx';
import { TranscriptView } from './features/transcript/TranscriptView.tsx';
import { Navigation } from './Navigation.tsx';
import type { Route } from './stores/routeStore.ts';
import { useStores } from './stores/stores.ts';
import { en } from './strings/en.ts';

export function App() {
  const { route: routeStore, connection } = useStores();
  const route = useStore(routeStore, (state) => state.route);
  const status = useStore(connection, (state) => state.status);
  useEffect(() => {
    const main = document.querySelector('main');
    main?.focus({ preventScroll: true });
    // The views share it, and each is begun at its top.
    main?.scrollTo(0, 0);
  }, [route.view]);
  if (status === 'refused') {
    return (
      <main>
        <EmptyState
          icon={<Unplug aria-hidden="true" />}
          level={1}
          title={en.connection.refusedTitle}
          text={en.connection.refusedText}
        />
      </main>
    );
  }
  return (
    <DropZone>
      <div className="app">
        <a
          className="skip-link"
          href="#content"
          onClick={(event) => {
            // The fragment of the address is the route.
            event.preventDefault();
            document.querySelector('main')?.focus();
          }}
        >
          {en.skipToContent}
        </a>
        <Navigation view={route.view} />
        <main id="content" tabIndex={-1}>
          <ConnectionBanner />
          <View route={route} />
        </main>
      </div>
    </DropZone>
  );
}

const renderOffer: WelcomeProps['renderOffer'] = ({ modelId, title }, onClose) => (
  <OfferDialog model={modelId} title={title} onClose={onClose} />
);

function View({ route }: { readonly route: Route }) {
  switch (route.view) {
    case 'library':
      return (
        <LibraryView
          welcome={<Welcome level={2} renderOffer={renderOffer} />}
          renderExport={([first, ...others], onClose) =>
            first !== undefined && <ExportDialog meetings={[first, ...others]} onClose={onClose} />
          }
        >
          <ReadyModelNotice />
          <JobsPanel />
        </LibraryView>
      );
    case 'meeting':
      return (
        <TranscriptView
          key={`${route.meetingId} ${route.at}`}
          meetingId={route.meetingId}
          at={route.at}
          renderExport={(meeting, onClose) => <ExportDialog meetings={[meeting]} onClose={onClose} />}
        />
      );
    case 'welcome':
      return (
        <div className="view">
          <Welcome level={1} renderOffer={renderOffer} />
        </div>
      );
    case 'licences':
      return <LicencesView />;
    case 'models':
      return <ModelsView />;
    case 'settings':
      return (
        <SettingsView
          modelCards={
            <>
              <ModelPlace />
              <CleanupPolicyCard />
            </>
          }
        />
      );
  }
}
