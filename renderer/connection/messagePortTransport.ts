import type { MessageTransport } from '../../worker/contract/index.ts';

/**
 * A transport over the page's end of a message channel. The port queues messages until a listener is set. Bytes are
 * copied, since the port at the other end can take over other ports only.
 */
export function createMessagePortTransport(port: MessagePort): MessageTransport {
  return {
    send: (message) => {
      port.postMessage(message);
    },
    onMessage(listener) {
      port.addEventListener('message', (event: MessageEvent<unknown>) => {
        listener(event.data);
      });
      port.start();
    },
    onClose(listener) {
      port.addEventListener('close', listener);
    },
    close: () => {
      port.close();
    },
  };
}
