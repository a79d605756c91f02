import type { IncomingMessage } from 'node:http';
import { bulkSockets, type ByteSink } from './bulkSockets.ts';
import { RECEIVE_BYTES, type ReceiveMemory } from './receiveMemory.ts';

/** Below that, a connection that can be used again is worth more (our choice). */
const MIN_BODY_BYTES = 16 * 1024 * 1024;
/** So much may wait to be taken before the socket stops reading. */
const MAX_WAITING = 4;

/**
 * The body of an answer straight from its socket, past the HTTP parser, which would copy it: an eighth less work for a
 * large file, together with memory that is used again (measured). Null where that cannot be done: a short body, one that is
 * not simply so many bytes, a socket that is not one of `readInBulk`. The connection is of no use afterwards: the parser goes on
 * waiting for the body, and whoever calls this destroys `incoming` at the end. Fails with the error of `incoming` where
 * that ends early. Relies on the parser having handed on all that it was given before the socket reads again.
 */
export function receiveDirectly(
  incoming: IncomingMessage,
  memory: ReceiveMemory,
): AsyncIterator<Buffer> | null {
  const bodyBytes = plainLength(incoming);
  const divert = bulkSockets.get(incoming.socket);
  if (divert === undefined || bodyBytes < MIN_BODY_BYTES) return null;

  const waiting: Buffer[] = [];
  let missingBytes = bodyBytes;
  let isPaused = false;
  let filling: Uint8Array<ArrayBuffer> | null = null;
  let failure: { readonly error: unknown } | null = null;
  let wake: () => void = () => undefined;
  const fail = (error: unknown) => {
    failure ??= { error };
    wake();
  };
  const add = (piece: Buffer) => {
    waiting.push(piece);
    missingBytes -= piece.length;
    wake();
  };
  const sink: ByteSink = {
    buffer: () => (filling ??= memory.take()),
    take(bytes) {
      // What is sent behind the body belongs to nobody.
      const wanted = bytes.subarray(0, missingBytes);
      if (wanted.length === 0) return false;
      const isWorthIt = wanted.buffer === filling?.buffer && wanted.length >= RECEIVE_BYTES / 2;
      add(isWorthIt ? Buffer.from(wanted.buffer, 0, wanted.length) : Buffer.from(wanted));
      if (isWorthIt) filling = null;
      isPaused = waiting.length >= MAX_WAITING;
      return !isPaused;
    },
  };
  incoming.on('error', fail);
  incoming.once('close', () => {
    fail(new Error('The connection was closed.'));
  });
  // What came along with the headers has been parsed already.
  for (;;) {
    const parsed: unknown = incoming.read();
    if (!Buffer.isBuffer(parsed)) break;
    add(parsed);
  }
  divert(sink);
  return {
    async next() {
      while (waiting.length === 0 && missingBytes > 0) {
        if (failure !== null) throw failure.error;
        if (isPaused) incoming.socket.resume();
        isPaused = false;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const piece = waiting.shift();
      return piece === undefined ? { done: true, value: undefined } : { done: false, value: piece };
    },
  };
}

/** Zero where the headers do not simply say how many bytes follow. */
function plainLength({ headers, statusCode }: IncomingMessage): number {
  const length = headers['content-length'];
  const isPlain =
    (statusCode === 200 || statusCode === 206) &&
    headers['transfer-encoding'] === undefined &&
    length !== undefined &&
    /^\d{1,15}$/.test(length);
  return isPlain ? Number(length) : 0;
}
