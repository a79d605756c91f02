import { randomBytes } from 'node:crypto';
import { rangeNotSatisfiable } from '../byteRange.ts';
import { bytesInMemory, concatenated } from '../byteSource.ts';
import type { Fault } from '../fault.ts';
import { getHeader, type ResponsePlan, setHeader } from '../responsePlan.ts';

/** Wrong validators and wrong answers to ranges (rows 6 to 9). */
export const rangeFaults = {
  /** The content's validator is another than before, so that `If-Range` brings the whole file. */
  changeEtag: ({
    etag = `"${randomBytes(32).toString('hex')}"`,
  }: { readonly etag?: string } = {}): Fault => ({
    name: 'changeEtag',
    onFile: (file) => ({ ...file, etag }),
  }),

  /** The hub names another hash than the tree of the same commit does. */
  differentHash: ({ hash = '0'.repeat(64) }: { readonly hash?: string } = {}): Fault => ({
    name: 'differentHash',
    onPlan: (plan) => {
      const name = getHeader(plan.headers, 'X-Linked-ETag') === undefined ? 'ETag' : 'X-Linked-ETag';
      return getHeader(plan.headers, name) === undefined
        ? plan
        : { ...plan, headers: setHeader(plan.headers, name, `"${hash}"`) };
    },
  }),

  /** 416, with the file's true size, another one, or none. */
  rangeNotSatisfiable: ({ total = 'true' }: { readonly total?: 'true' | 'absent' | number } = {}): Fault => ({
    name: 'rangeNotSatisfiable',
    onPlan: (plan) => {
      const size = total === 'true' ? (plan.totalBytes ?? 0) : total;
      const date = getHeader(plan.headers, 'Date');
      const answer = rangeNotSatisfiable(size === 'absent' ? undefined : `bytes */${size}`);
      return { ...answer, headers: setHeader(answer.headers, 'Date', date) };
    },
  }),

  /** The whole file, whatever range was asked for. */
  ignoreRange: (): Fault => ({
    name: 'ignoreRange',
    onRequest: ({ headers: { range: _range, 'if-range': _ifRange, ...headers }, ...request }) => ({
      ...request,
      headers,
    }),
  }),

  /** A true 206, but of the range from another start: to splice it is to corrupt the file. */
  wrongStart: ({ start = 0 }: { readonly start?: number } = {}): Fault => ({
    name: 'wrongStart',
    onRequest: (request) =>
      request.headers.range === undefined
        ? request
        : { ...request, headers: { ...request.headers, range: `bytes=${start}-` } },
  }),

  /** A 206 whose Content-Range names another size of the file. */
  wrongTotal: ({ total }: { readonly total: number | '*' }): Fault => ({
    name: 'wrongTotal',
    onPlan: on206((plan, contentRange) => ({
      ...plan,
      headers: setHeader(plan.headers, 'Content-Range', contentRange.replace(/\/.*$/, `/${total}`)),
    })),
  }),

  /** A 206 that does not say which part it is. */
  missingContentRange: (): Fault => ({
    name: 'missingContentRange',
    onPlan: on206((plan) => ({ ...plan, headers: setHeader(plan.headers, 'Content-Range', undefined) })),
  }),

  /** The range as the only part of a `multipart/byteranges` body. */
  multipartRange: (): Fault => ({
    name: 'multipartRange',
    onPlan: on206((plan, contentRange) => {
      const boundary = 'testhub';
      const type = getHeader(plan.headers, 'Content-Type') ?? 'application/octet-stream';
      const head = `--${boundary}\r\nContent-Type: ${type}\r\nContent-Range: ${contentRange}\r\n\r\n`;
      const headers = setHeader(plan.headers, 'Content-Range', undefined);
      return {
        ...plan,
        headers: setHeader(headers, 'Content-Type', `multipart/byteranges; boundary=${boundary}`),
        body: concatenated(
          bytesInMemory(head),
          plan.body ?? bytesInMemory(''),
          bytesInMemory(`\r\n--${boundary}--\r\n`),
        ),
      };
    }),
  }),
} as const;

function on206(change: (plan: ResponsePlan, contentRange: string) => ResponsePlan) {
  return (plan: ResponsePlan): ResponsePlan => {
    const contentRange = getHeader(plan.headers, 'Content-Range');
    return plan.status === 206 && contentRange !== undefined ? change(plan, contentRange) : plan;
  };
}
