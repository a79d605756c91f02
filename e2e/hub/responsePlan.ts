import { type ByteSource, bytesInMemory } from './byteSource.ts';

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** How a delivery ends before its time. `reset` is a TCP reset, `close` a FIN, `end` a clean end, `stall` silence. */
export interface EarlyEnd {
  readonly afterBytes: number;
  readonly how: 'reset' | 'close' | 'end' | 'stall';
}

export interface Pace {
  readonly bytesPerSecond: number;
  /** Up to here as fast as the client reads. */
  readonly fromByte: number;
}

/** An answer as data: routes make one, faults change it, and only then is it written to the socket. */
export interface ResponsePlan {
  readonly status: number;
  /** Without Content-Length and Transfer-Encoding, which follow from the body and its framing. */
  readonly headers: HeaderList;
  /** Present for HEAD too, which sends its length only. */
  readonly body?: ByteSource;
  /** The hash of the file whose bytes the body carries, for the request log. */
  readonly blob?: string;
  /** Size of the whole file, of which the body may be a range. */
  readonly totalBytes?: number;
  readonly framing?: 'length' | 'chunked' | 'close';
  /** Replaces the true Content-Length. */
  readonly declaredLength?: number;
  readonly earlyEnd?: EarlyEnd;
  readonly headerPace?: Pace;
  readonly bodyPace?: Pace;
}

export function getHeader(headers: HeaderList, name: string): string | undefined {
  return headers.find(([candidate]) => candidate.toLowerCase() === name.toLowerCase())?.[1];
}

/** Replaces a header, or adds it; `undefined` removes it. */
export function setHeader(headers: HeaderList, name: string, value: string | undefined): HeaderList {
  const others = headers.filter(([candidate]) => candidate.toLowerCase() !== name.toLowerCase());
  return value === undefined ? others : [...others, [name, value]];
}

export function textPlan(status: number, text: string, headers: HeaderList = []): ResponsePlan {
  return {
    status,
    headers: [['Content-Type', 'text/plain; charset=utf-8'], ...headers],
    body: bytesInMemory(text),
  };
}

export function jsonPlan(status: number, value: unknown, headers: HeaderList = []): ResponsePlan {
  return {
    status,
    headers: [['Content-Type', 'application/json; charset=utf-8'], ...headers],
    body: bytesInMemory(JSON.stringify(value)),
  };
}
