import { AudioLines, Box, LibraryBig, LockKeyhole, Settings } from 'lucide-react';
import type { MouseEvent, ReactNode } from 'react';
import { formatRoute, type Route } from './stores/routeStore.ts';
import { useStores } from './stores/stores.ts';
import { en } from './strings/en.ts';

const DESTINATIONS: readonly {
  readonly view: 'library' | 'models' | 'settings';
  readonly icon: ReactNode;
}[] = [
  { view: 'library', icon: <LibraryBig aria-hidden="true" /> },
  { view: 'models', icon: <Box aria-hidden="true" /> },
  { view: 'settings', icon: <Settings aria-hidden="true" /> },
];

/** Where the views belong that are reached from others. */
const PLACE_OF_VIEW: Readonly<Record<Route['view'], (typeof DESTINATIONS)[number]['view']>> = {
  library: 'library',
  meeting: 'library',
  welcome: 'library',
  models: 'models',
  settings: 'settings',
  licences: 'settings',
};

export function Navigation({ view }: { readonly view: Route['view'] }) {
  const { route } = useStores();
  const follow = (event: MouseEvent, destination: Route): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    route.getState().go(destination);
  };
  return (
    <header className="navigation">
      <p className="navigation-brand">
        <AudioLines aria-hidden="true" />
        <span>{en.appName}</span>
      </p>
      <nav aria-label={en.navigation.label}>
        <ul>
          {DESTINATIONS.map((destination) => {
            const isCurrent = destination.view === PLACE_OF_VIEW[view];
            return (
              <li key={destination.view}>
                <a
                  href={formatRoute(destination)}
                  aria-current={isCurrent ? 'page' : undefined}
                  onClick={(event) => {
                    follow(event, { view: destination.view });
                  }}
                >
                  {destination.icon}
                  <span>{en.navigation[destination.view]}</span>
                </a>
              </li>
            );
          })}
        </ul>
      </nav>
      <p className="navigation-privacy">
        <LockKeyhole aria-hidden="true" />
        <span>{en.privacy}</span>
      </p>
    </header>
  );
}
