import type { HubAccess } from './hubAccess.ts';
import type { Origins } from './origins.ts';
import type { RepositoryStore } from './repositoryStore.ts';
import type { SignedUrls } from './signedUrls.ts';
import type { TestClock } from './testClock.ts';

/** What the routes of all origins look at. */
export interface HubState {
  readonly origins: Origins;
  readonly clock: TestClock;
  readonly repositories: RepositoryStore;
  readonly access: HubAccess;
  readonly signedUrls: SignedUrls;
  /** Entries on a page of a listing. */
  readonly pageSize: number;
}
