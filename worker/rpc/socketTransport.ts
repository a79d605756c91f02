import { decodeJsonMessage, encodeJsonMessage, type MessageTransport } from '../contract/index.ts';

/** The part of a `WebSocket` of the package `ws` that is used. */
export interface SocketLike {
  readonly bufferedAmount: number;
  on(event: 'message', listener: (data: unknown, isBinary: boolean) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  send(text: string): void;
  close(): void;
  terminate(): void;
}

export interface SocketTransportOptions {
  /**
   * What may wait for a client that does not read. Above it the connection is cut: dropping single messages would leave
   * the client with a wrong picture, while one that reconnects fetches the truth again.
   */
  readonly maxBufferedBytes: number;
}

/**
 * Requests are nested less than ten deep. JSON has no bound, but passing a value on to another process takes stack for each
 * level, of which the receiver has less than the sender: 3,000 levels, of 18 kB, end the worker.
 */
const MAX_NESTING = 100;

/**
 * A transport over one end of an open WebSocket, messages as JSON text. What is not JSON text, or nested without need,
 * arrives as null.
 */
export function createSocketTransport(
  socket: SocketLike,
  { maxBufferedBytes }: SocketTransportOptions,
): MessageTransport {
  const waiting: unknown[] = [];
  let accept = (message: unknown): void => {
    waiting.push(message);
  };
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? null : decodeJsonMessage(String(data));
    accept(isNestedDeeper(message, MAX_NESTING) ? null : message);
  });
  return {
    send(message) {
      socket.send(encodeJsonMessage(message));
      if (socket.bufferedAmount > maxBufferedBytes) socket.terminate();
    },
    onMessage(listener) {
      accept = listener;
      for (const message of waiting.splice(0)) listener(message);
    },
    onClose(listener) {
      socket.on('close', listener);
    },
    close: () => {
      socket.close();
    },
  };
}

function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return levels === 0 || Object.values(value).some((inner) => isNestedDeeper(inner, levels - 1));
}
