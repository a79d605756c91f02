import { concatenated, withFlippedByte } from '../byteSource.ts';
import type { Fault } from '../fault.ts';
import { gzipped } from '../hubHeaders.ts';
import type { ResponsePlan } from '../responsePlan.ts';
import { seededBytes } from '../seededBytes.ts';

/** A position in a body: so many bytes, or from the end with a negative number. */
type Position = number;

/** Bytes that are cut off, too many, wrong or late (rows 1 to 4, 11 and 25 of the fault table). */
export const bodyFaults = {
  /** TCP reset after so many bytes of the body; a client that reads slowly may get fewer. */
  reset: ({ afterBytes }: { readonly afterBytes: Position }): Fault => ({
    name: 'reset',
    onPlan: (plan) => ({ ...plan, earlyEnd: { afterBytes: resolve(afterBytes, plan), how: 'reset' } }),
  }),

  /**
   * The body stops early and the connection is closed: below its declared length, at the clean end of a chunked body,
   * or where only the close could have told the length.
   */
  truncate: (options: {
    readonly afterBytes: Position;
    readonly framing?: 'length' | 'chunked' | 'close';
  }): Fault => ({
    name: 'truncate',
    onPlan: (plan) => ({
      ...plan,
      framing: options.framing ?? 'length',
      earlyEnd: {
        afterBytes: resolve(options.afterBytes, plan),
        how: options.framing === 'chunked' ? 'end' : 'close',
      },
    }),
  }),

  /** More bytes than the file has, with a length that agrees, or none. */
  extend: (options: {
    readonly extraBytes: number;
    readonly framing?: 'length' | 'chunked' | 'close';
  }): Fault => ({
    name: 'extend',
    onPlan: (plan) =>
      plan.body === undefined
        ? plan
        : {
            ...plan,
            framing: options.framing ?? 'length',
            body: concatenated(plan.body, seededBytes(404, options.extraBytes)),
          },
  }),

  /** The right size and one wrong byte at this position of the file. */
  flipByte: ({ at }: { readonly at: number }): Fault => ({
    name: 'flipByte',
    onFile: (file) => ({ ...file, source: withFlippedByte(file.source, at) }),
  }),

  /** Headers trickle: a slow-loris server. */
  slowHeaders: ({ bytesPerSecond }: { readonly bytesPerSecond: number }): Fault => ({
    name: 'slowHeaders',
    onPlan: (plan) => ({ ...plan, headerPace: { bytesPerSecond, fromByte: 0 } }),
  }),

  /** The body trickles, from a byte on. */
  slowBody: (options: { readonly bytesPerSecond: number; readonly fromByte?: Position }): Fault => ({
    name: 'slowBody',
    onPlan: (plan) => ({
      ...plan,
      bodyPace: {
        bytesPerSecond: options.bytesPerSecond,
        fromByte: resolve(options.fromByte ?? 0, plan),
      },
    }),
  }),

  /** Sends this fraction of the body and then nothing, with the connection open. */
  stall: ({ atFraction }: { readonly atFraction: number }): Fault => ({
    name: 'stall',
    onPlan: (plan) => ({
      ...plan,
      earlyEnd: { afterBytes: Math.floor((plan.body?.size ?? 0) * atFraction), how: 'stall' },
    }),
  }),

  /** Compresses what was asked for as it is. */
  gzipAnyway: (): Fault => ({ name: 'gzipAnyway', onPlan: gzipped }),
} as const;

function resolve(position: Position, { body }: ResponsePlan): number {
  return position < 0 ? Math.max((body?.size ?? 0) + position, 0) : position;
}
