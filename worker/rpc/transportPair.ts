import type { MessageTransport } from '../contract/index.ts';

type Delivery = { readonly kind: 'message'; readonly message: unknown } | { readonly kind: 'close' };

interface TransportEnd extends MessageTransport {
  deliver(delivery: Delivery): void;
}

/**
 * Two connected ends in one process, for the command line and for tests. Behaves like a real port: messages are
 * structured clones (a value that cannot be cloned makes `send` throw), arrive in order in a later turn of the event
 * loop, and what was sent before `close` still arrives. After `close`, `send` does nothing.
 */
export function createTransportPair(): readonly [MessageTransport, MessageTransport] {
  const left: TransportEnd = createEnd(() => right);
  const right: TransportEnd = createEnd(() => left);
  return [left, right];
}

function createEnd(getPeer: () => TransportEnd): TransportEnd {
  const inbox: Delivery[] = [];
  let messageListener: ((message: unknown) => void) | null = null;
  let closeListener: (() => void) | null = null;
  let isOpen = true;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      deliverNext();
    });
  }

  /** One message in each turn, as a port does it: a listener that throws does not take its successors with it. */
  function deliverNext(): void {
    const next = inbox[0];
    if (next === undefined || (next.kind === 'message' && messageListener === null)) return;
    inbox.shift();
    if (inbox.length > 0) schedule();
    if (next.kind === 'message') return messageListener?.(next.message);
    isOpen = false;
    closeListener?.();
  }

  return {
    send(message) {
      const clone: unknown = structuredClone(message);
      if (isOpen) getPeer().deliver({ kind: 'message', message: clone });
    },
    onMessage(listener) {
      messageListener = listener;
      schedule();
    },
    onClose(listener) {
      closeListener = listener;
    },
    deliver(delivery) {
      if (!isOpen) return;
      inbox.push(delivery);
      schedule();
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      inbox.length = 0;
      inbox.push({ kind: 'close' });
      schedule();
      getPeer().deliver({ kind: 'close' });
    },
  };
}
