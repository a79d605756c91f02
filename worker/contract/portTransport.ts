import type { MessageTransport } from './transport.ts';

/** The part of Electron's `MessagePortMain` that is used; the worker itself never imports Electron. */
export interface MessagePortMainLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/**
 * A transport over one end of a message channel. The port queues messages until a listener is set. Bytes are copied:
 * an Electron port transfers other ports only.
 */
export function createPortTransport(port: MessagePortMainLike): MessageTransport {
  return {
    send: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', (event) => listener(event.data));
      port.start();
    },
    onClose(listener) {
      port.on('close', listener);
    },
    close: () => port.close(),
  };
}
