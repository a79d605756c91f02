import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Port } from './electronApi.ts';
import { createWorkerPorts } from './workerPorts.ts';

class TestPort extends EventEmitter implements Port {
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
  postMessage(): void {
    return;
  }
  start(): void {
    return;
  }
}

function create({ hasWorker }: { readonly hasWorker: boolean }) {
  const ends: TestPort[] = [];
  class Channel {
    readonly port1 = new TestPort();
    readonly port2 = new TestPort();
    constructor() {
      ends.push(this.port1, this.port2);
    }
  }
  const ports = createWorkerPorts({
    MessageChannelMain: Channel,
    host: { connect: () => hasWorker },
    whyGone: () => null,
  });
  const sent: unknown[] = [];
  const connectPage = (send: (ports: readonly Port[]) => void) => {
    const frame = {
      parent: null,
      url: 'app://earshot/index.html',
      postMessage: (_channel: string, message: unknown, transfer: TestPort[]) => {
        send(transfer);
        sent.push(message);
      },
    };
    ports.connectPage(frame, 'nonce');
  };
  return { connectPage, ends, sent };
}

describe('connectPage', () => {
  it('gives a page that is there its end, which stays open', () => {
    const { connectPage, ends, sent } = create({ hasWorker: true });
    connectPage((transfer) => expect(transfer).toEqual([ends[0]]));
    expect(sent).toEqual([{ nonce: 'nonce' }]);
    expect(ends.map(({ isClosed }) => isClosed)).toEqual([false, false]);
  });

  it('closes the end of a page that has gone meanwhile, so that the worker lets go of it', () => {
    const { connectPage, ends } = create({ hasWorker: true });
    const gone = new Error('Render frame was disposed');
    expect(() =>
      connectPage(() => {
        throw gone;
      }),
    ).toThrow(gone);
    expect(ends[0]?.isClosed).toBe(true);
  });

  it('keeps no channel open without a worker', () => {
    const { connectPage, ends } = create({ hasWorker: false });
    expect(() => connectPage(() => undefined)).toThrow('not running');
    expect(ends.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  });
});
