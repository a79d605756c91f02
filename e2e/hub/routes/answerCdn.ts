import { fileResponse, type ServedFile } from '../byteRange.ts';
import { bytesInMemory } from '../byteSource.ts';
import type { Fault } from '../fault.ts';
import type { HubRequest } from '../hubRequest.ts';
import type { HubState } from '../hubState.ts';
import { xorbsOf } from '../xorbs.ts';
import { answerReconstruction } from './answerReconstruction.ts';
import type { ResponsePlan } from '../responsePlan.ts';

/** Origin B: stored files by chunk store hash or SHA-256, for whoever has a signed URL that has not expired. */
export function answerCdn(request: HubRequest, state: HubState, faults: readonly Fault[]): ResponsePlan {
  if (request.path.startsWith('/v2/reconstructions/')) return answerReconstruction(request, state);
  if (!state.signedUrls.verify(request.path, request.query)) return cdnForbidden();
  const xorb = /^\/xorbs\/([0-9a-f]{64})\/(\d+)$/.exec(request.path);
  if (xorb !== null) return answerXorb(request, state, faults, xorb[1] ?? '', Number(xorb[2]));
  const hash = request.path.split('/').at(-1) ?? '';
  const file = state.repositories.findStored(hash);
  if (file === undefined) return cdnForbidden();
  const disposition = request.query.get('response-content-disposition');
  const served: ServedFile = {
    source: file.source,
    etag: `"${file.xetHash ?? oldBucketEtag(hash)}"`,
    lastModified: new Date(0),
    blob: file.lfs?.oid ?? file.oid,
    headers: [
      ['Content-Type', 'application/octet-stream'],
      ...(disposition === null ? [] : [['Content-Disposition', disposition] as const]),
    ],
  };
  return fileResponse(request, served, faults);
}

function answerXorb(
  request: HubRequest,
  state: HubState,
  faults: readonly Fault[],
  hash: string,
  index: number,
): ResponsePlan {
  const file = state.repositories.findStored(hash);
  const xorb = file === undefined ? undefined : xorbsOf(hash, file.source)[index];
  if (file === undefined || xorb === undefined) return cdnForbidden();
  const served: ServedFile = {
    source: xorb.source,
    etag: `"${xorb.hash}"`,
    lastModified: new Date(0),
    blob: file.lfs?.oid ?? file.oid,
    headers: [['Content-Type', 'application/octet-stream']],
  };
  return fileResponse(request, served, faults);
}

/** Buckets number their parts behind a hash that is not the content's. */
function oldBucketEtag(sha256: string): string {
  return `${sha256.slice(32)}-3`;
}

export function cdnForbidden(): ResponsePlan {
  const xml = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code></Error>';
  return { status: 403, headers: [['Content-Type', 'application/xml']], body: bytesInMemory(xml) };
}
