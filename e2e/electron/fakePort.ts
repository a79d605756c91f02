import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Port } from '../../electron/electronApi.ts';

/** `MessagePortMain` over a port of Node. */
export class FakePort implements Port {
  /** What a page gets when the port is sent to it. */
  readonly native: MessagePort;

  constructor(native: MessagePort) {
    this.native = native;
  }

  on(event: 'message', listener: (event: { readonly data: unknown }) => void): this;
  on(event: 'close', listener: () => void): this;
  on(event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void): this {
    this.native.on(event, (data: unknown) => {
      listener({ data });
    });
    return this;
  }

  postMessage(message: unknown): void {
    this.native.postMessage(message);
  }

  start(): void {
    this.native.start();
  }

  close(): void {
    this.native.close();
  }
}

export class FakeMessageChannel {
  readonly port1: FakePort;
  readonly port2: FakePort;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new FakePort(port1);
    this.port2 = new FakePort(port2);
  }
}
