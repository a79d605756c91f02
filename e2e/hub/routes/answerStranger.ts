import { fileResponse } from '../byteRange.ts';
import type { HubRequest } from '../hubRequest.ts';
import type { HubState } from '../hubState.ts';
import { jsonPlan, type ResponsePlan, textPlan } from '../responsePlan.ts';

/** Where {@link answerStranger} keeps a file of the hub. */
export function strangerPathOf(hash: string): string {
  return `/files/${hash}`;
}

/**
 * Origin C: helpful to whoever is led astray, so that a client which should not have come is noticed by what it
 * brought along and not by an error. Serves the hub's files, and an empty page for any listing.
 */
export function answerStranger(request: HubRequest, state: HubState): ResponsePlan {
  const hash = /^\/files\/([0-9a-f]{64})$/.exec(request.path)?.[1];
  const file = hash === undefined ? undefined : state.repositories.findStored(hash);
  if (file !== undefined) {
    return fileResponse(request, {
      source: file.source,
      etag: `"${file.oid}"`,
      lastModified: new Date(0),
      headers: [['Content-Type', 'application/octet-stream']],
      blob: file.lfs?.oid ?? file.oid,
    });
  }
  return request.path.startsWith('/api/') ? jsonPlan(200, []) : textPlan(404, 'Not Found');
}
