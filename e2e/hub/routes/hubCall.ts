import type { Fault } from '../fault.ts';
import type { HubRequest } from '../hubRequest.ts';
import type { HubState } from '../hubState.ts';
import type { HubCommit, Repository } from '../repositoryStore.ts';
import type { HubPath } from './parseHubPath.ts';

/** A request that has passed the hub's checks. */
export interface HubCall {
  readonly request: HubRequest;
  readonly path: HubPath;
  readonly state: HubState;
  readonly repository: Repository;
  readonly commit: HubCommit;
  /** Whether the caller may read what a gate protects. */
  readonly granted: boolean;
  readonly faults: readonly Fault[];
}
