import { createStore, type StoreApi } from 'zustand/vanilla';

/** Views with nothing to say but their name. */
const PLAIN_VIEWS = ['library', 'models', 'settings', 'welcome', 'licences'] as const;

export type Route =
  | { readonly view: (typeof PLAIN_VIEWS)[number] }
  | {
      readonly view: 'meeting';
      readonly meetingId: string;
      /** Seconds to open it at; null is the beginning. */
      readonly at: number | null;
    };

export interface RouteState {
  readonly route: Route;
  go(route: Route): void;
}

export type RouteStore = StoreApi<RouteState>;

const MEETING = /^#\/meetings\/([^/?]+)(?:\?at=(\d+(?:\.\d+)?))?$/;

/** The view that is open, kept in the fragment of the address, so that back, forward and reload work. */
export function createRouteStore(
  page: Pick<Window, 'location' | 'history' | 'addEventListener'>,
): RouteStore {
  const store = createStore<RouteState>((set) => ({
    route: parseRoute(page.location.hash),
    go(route) {
      page.history.pushState(null, '', formatRoute(route));
      set({ route });
    },
  }));
  page.addEventListener('popstate', () => {
    store.setState({ route: parseRoute(page.location.hash) });
  });
  return store;
}

/** The library for anything that is not a route. */
export function parseRoute(fragment: string): Route {
  const plain = PLAIN_VIEWS.find((view) => fragment === `#/${view}`);
  if (plain !== undefined) return { view: plain };
  const meeting = MEETING.exec(fragment);
  if (meeting?.[1] === undefined) return { view: 'library' };
  try {
    const meetingId = decodeURIComponent(meeting[1]);
    return { view: 'meeting', meetingId, at: meeting[2] === undefined ? null : Number(meeting[2]) };
  } catch {
    return { view: 'library' };
  }
}

export function formatRoute(route: Route): string {
  if (route.view !== 'meeting') return `#/${route.view}`;
  const at = route.at === null ? '' : `?at=${route.at}`;
  return `#/meetings/${encodeURIComponent(route.meetingId)}${at}`;
}
