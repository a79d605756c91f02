import type { ChildProcess } from 'node:child_process';
import type { MessageTransport } from '../../../worker/contract/index.ts';
import type { ChildMessage, ChildRpcMessage } from './childProtocol.ts';

/** The worker's protocol over the channel of a child process; either end is the other's `process`. */
export function createProcessTransport(peer: ChildProcess | NodeJS.Process): MessageTransport {
  return {
    send: (message) => void peer.send?.({ kind: 'rpc', message } satisfies ChildRpcMessage),
    onMessage(listener) {
      peer.on('message', (message: ChildMessage) => {
        if (message.kind === 'rpc') listener(message.message);
      });
    },
    onClose: (listener) => void peer.on('disconnect', listener),
    close: () => peer.disconnect?.(),
  };
}
