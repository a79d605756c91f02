import type { Duplex } from 'node:stream';

/** Takes what a socket reads, instead of the HTTP parser. */
export interface ByteSink {
  /** Where the next bytes go. */
  buffer(): Uint8Array;
  /** Bytes in the last buffer, or in an earlier one that belongs to the socket. False: no more until it is resumed. */
  take(bytes: Uint8Array): boolean;
}

/** The sockets of `readInBulk`, each with what turns its bytes away from the HTTP parser for good. */
export const bulkSockets = new WeakMap<Duplex, (sink: ByteSink) => void>();
