import type { HubRequest } from './hubRequest.ts';
import type { HubState } from './hubState.ts';
import type { ResponsePlan } from './responsePlan.ts';
import type { ServedFile } from './byteRange.ts';
import type { TreeEntry } from './treeEntry.ts';

/** Where a request is on its way to an answer, and so where a fault may interfere. All hooks are optional. */
export interface Fault {
  readonly name: string;
  /** Most faults strike once; one that needs each hop of a chain, or makes no sense once, strikes until removed. */
  readonly untilRemoved?: boolean;
  /** Before anything: something else happens in the world while the client asks. */
  readonly before?: (state: HubState) => void | Promise<void>;
  /** What the server takes the request for. */
  readonly onRequest?: (request: HubRequest) => HubRequest;
  /** Answers in place of the route, or lets it answer with `undefined`. */
  readonly instead?: (request: HubRequest, state: HubState) => ResponsePlan | undefined;
  /** The listing of a tree, before it is cut into pages. */
  readonly onEntries?: (entries: readonly TreeEntry[]) => readonly TreeEntry[];
  /** The file behind a download, before its validator and ranges are looked at. */
  readonly onFile?: (file: ServedFile) => ServedFile;
  /** The finished answer. */
  readonly onPlan?: (plan: ResponsePlan, request: HubRequest, state: HubState) => ResponsePlan;
}
