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

/** A transport over one end of an open WebSocket, messages as JSON text. What is not JSON text arrives as null. */
export function createSocketTransport(
  socket: SocketLike,
  { maxBufferedBytes }: SocketTransportOptions,
): MessageTransport {
  const waiting: unknown[] = [];
  let accept = (message: unknown): void => {
    waiting.push(message);
  };
  socket.on('message', (data, isBinary) => {
    accept(isBinary ? null : decodeJsonMessage(String(data)));
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
