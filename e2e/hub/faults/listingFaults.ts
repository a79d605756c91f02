import { createHash } from 'node:crypto';
import { sliceOf } from '../byteSource.ts';
import type { Fault } from '../fault.ts';
import type { HubRequest } from '../hubRequest.ts';
import type { HubState } from '../hubState.ts';
import { getHeader, type ResponsePlan, setHeader } from '../responsePlan.ts';
import type { TreeEntry } from '../treeEntry.ts';

/** Listings that lie, do not end or break off (rows 13, 22 and 23). */
export const listingFaults = {
  /** More files at the end of the listing, named as given. */
  extraPaths: ({ paths }: { readonly paths: readonly string[] }): Fault => ({
    name: 'extraPaths',
    untilRemoved: true,
    onEntries: (entries) => [...entries, ...paths.map((path) => emptyFile(path))],
  }),

  /** The hash of one file (LFS, or git's if it has no other) is whatever is given: a path, say. */
  hostileOid: ({ path, oid }: { readonly path: string; readonly oid: string }): Fault => ({
    name: 'hostileOid',
    untilRemoved: true,
    onEntries: (entries) =>
      entries.map((entry) => {
        if (entry.path !== path) return entry;
        return entry.lfs === undefined ? { ...entry, oid } : { ...entry, lfs: { ...entry.lfs, oid } };
      }),
  }),

  /** Many more files, all empty. */
  hugeListing: ({ entries: count }: { readonly entries: number }): Fault => {
    const more = Array.from({ length: count }, (_, index) =>
      emptyFile(`zz/${String(index).padStart(7, '0')}.bin`),
    );
    return {
      name: 'hugeListing',
      untilRemoved: true,
      onEntries: (entries) => entries.concat(more),
    };
  },

  /** The link to the next page, written without the origin. */
  relativeNext: (): Fault => ({
    name: 'relativeNext',
    untilRemoved: true,
    onPlan: (plan, _request, { origins }) => {
      const link = getHeader(plan.headers, 'Link');
      return link === undefined ? plan : withLink(plan, link.replace(origins.hub, ''));
    },
  }),

  /** The next page is at the stranger's. */
  nextAtStranger: (): Fault => ({
    name: 'nextAtStranger',
    onPlan: (plan, request, { origins }) => withLink(plan, next(`${origins.stranger}${request.target}`)),
  }),

  /** The next page is this one, for ever. */
  repeatedCursor: (): Fault => ({
    name: 'repeatedCursor',
    untilRemoved: true,
    onPlan: (plan: ResponsePlan, request: HubRequest, { origins }: HubState) =>
      withLink(plan, next(`${origins.hub}${request.target}`)),
  }),

  /** Half of the JSON, in an answer that is whole as far as HTTP can tell. */
  truncatedJson: (): Fault => ({
    name: 'truncatedJson',
    onPlan: (plan) =>
      plan.body === undefined
        ? plan
        : { ...plan, body: sliceOf(plan.body, 0, Math.floor(plan.body.size / 2)) },
  }),
} as const;

function next(url: string): string {
  return `<${url}>; rel="next"`;
}

function withLink(plan: ResponsePlan, link: string): ResponsePlan {
  return { ...plan, headers: setHeader(plan.headers, 'Link', link) };
}

const EMPTY_BLOB = createHash('sha1').update('blob 0\0').digest('hex');

function emptyFile(path: string): TreeEntry {
  return { type: 'file', oid: EMPTY_BLOB, size: 0, path };
}
