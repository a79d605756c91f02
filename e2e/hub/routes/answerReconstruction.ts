import type { HubRequest } from '../hubRequest.ts';
import { bearerToken } from '../hubRequest.ts';
import type { HubState } from '../hubState.ts';
import { jsonPlan, type ResponsePlan } from '../responsePlan.ts';
import { chunkAt, chunkStart, contentStart, xorbsOf } from '../xorbs.ts';

/** What the hub's `xet-read-token` hands out; good for reconstructions only. */
export const CHUNK_STORE_TOKEN = 'xet_chunk_store_token';

/**
 * `GET /v2/reconstructions/{hash}` with an optional range: which chunks of which xorbs make up the bytes, and signed
 * URLs to get them from. One term per xorb.
 */
export function answerReconstruction(request: HubRequest, state: HubState): ResponsePlan {
  if (bearerToken(request) !== CHUNK_STORE_TOKEN) return jsonPlan(401, { error: 'Unauthorized' });
  const hash = request.path.split('/').at(-1) ?? '';
  const file = state.repositories.findStored(hash);
  if (file === undefined) return jsonPlan(404, { error: 'Not Found' });
  const [from, to] = parseRange(request.headers.range, file.size);
  if (from >= file.size) return jsonPlan(416, { error: 'Range Not Satisfiable' });

  const parts = xorbsOf(hash, file.source).flatMap((xorb) => {
    const contentBytes = xorb.chunkSizes.reduce((sum, bytes) => sum + bytes, 0);
    const first = Math.max(from - xorb.fileStart, 0);
    const last = Math.min(to - xorb.fileStart, contentBytes) - 1;
    if (first > last) return [];
    const range = { start: chunkAt(first), end: chunkAt(last) + 1 };
    const unpacked = xorb.chunkSizes.slice(range.start, range.end).reduce((sum, bytes) => sum + bytes, 0);
    const end = Math.min(chunkStart(range.end), xorb.source.size) - 1;
    const url = state.signedUrls.sign(state.origins.cdn, `/xorbs/${hash}/${xorb.index}`, {});
    return [{ xorb, first, range, unpacked, bytes: { start: chunkStart(range.start), end }, url }];
  });
  return jsonPlan(200, {
    offset_into_first_range: parts[0] === undefined ? 0 : parts[0].first - contentStart(parts[0].range.start),
    terms: parts.map(({ xorb, range, unpacked }) => ({ hash: xorb.hash, unpacked_length: unpacked, range })),
    xorbs: Object.fromEntries(
      parts.map(({ xorb, url, range, bytes }) => [xorb.hash, [{ url, ranges: [{ chunks: range, bytes }] }]]),
    ),
  });
}

function parseRange(header: string | undefined, size: number): readonly [from: number, to: number] {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(header ?? '') ?? [];
  const end = to === undefined || to === '' ? size : Math.min(Number(to) + 1, size);
  return [Number(from ?? 0), end];
}
