import { type ByteSource, sliceOf } from './byteSource.ts';
import type { Fault } from './fault.ts';
import type { HubRequest } from './hubRequest.ts';
import { type HeaderList, type ResponsePlan, textPlan } from './responsePlan.ts';

export interface ServedFile {
  readonly source: ByteSource;
  /** With its quotes. */
  readonly etag: string;
  readonly lastModified: Date;
  readonly headers: HeaderList;
  /** SHA-256 or git id, for the log. */
  readonly blob: string;
}

/**
 * A file or one range of it (RFC 9110, sections 13 and 14): 200, 206, 304, or 416 with the size. `If-Range` must match
 * strongly; several ranges at once are answered with the whole file, which a server may do.
 */
export function fileResponse(
  request: HubRequest,
  served: ServedFile,
  faults: readonly Fault[] = [],
): ResponsePlan {
  const file = faults.reduce((current, fault) => fault.onFile?.(current) ?? current, served);
  const { source, etag, blob } = file;
  const { size } = source;
  const common = { blob, totalBytes: size };
  const headers: HeaderList = [
    ...file.headers,
    ['ETag', etag],
    ['Accept-Ranges', 'bytes'],
    ['Last-Modified', file.lastModified.toUTCString()],
  ];
  if (request.headers['if-none-match'] === etag) return { ...common, status: 304, headers };
  const range = rangeIsWanted(request, file) ? parseRange(request.headers.range, size) : 'whole';
  if (range === 'whole') return { ...common, status: 200, headers, body: source };
  if (range === 'unsatisfiable') return rangeNotSatisfiable(`bytes */${size}`, size);
  const [start, end] = range;
  return {
    ...common,
    status: 206,
    headers: [...headers, ['Content-Range', `bytes ${start}-${end - 1}/${size}`]],
    body: sliceOf(source, start, end),
  };
}

export function rangeNotSatisfiable(contentRange: string | undefined, totalBytes?: number): ResponsePlan {
  return {
    ...textPlan(
      416,
      'Range Not Satisfiable',
      contentRange === undefined ? [] : [['Content-Range', contentRange]],
    ),
    ...(totalBytes === undefined ? {} : { totalBytes }),
  };
}

function rangeIsWanted({ headers }: HubRequest, { etag, lastModified }: ServedFile): boolean {
  if (headers.range === undefined) return false;
  const condition = headers['if-range'];
  if (condition === undefined) return true;
  // A weak validator never matches; a date must be the very one sent before.
  return (condition === etag && !etag.startsWith('W/')) || condition === lastModified.toUTCString();
}

function parseRange(
  header: string | undefined,
  size: number,
): readonly [start: number, end: number] | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '')) return 'whole';
  if (from === '') {
    const count = Math.min(Number(to), size);
    return count === 0 ? 'unsatisfiable' : [size - count, size];
  }
  const start = Number(from);
  const end = to === '' ? size : Math.min(Number(to) + 1, size);
  if (to !== '' && Number(to) < start) return 'whole';
  return start >= size ? 'unsatisfiable' : [start, end];
}
