import { describe, expect, it } from 'vitest';
import { createTransportPair } from './transportPair.ts';

describe('createTransportPair', () => {
  it('delivers clones in order, later than the call, to a listener set after they were sent', async () => {
    const [left, right] = createTransportPair();
    const message = { list: [1] };
    left.send(message);
    message.list.push(2);
    left.send('second');
    const received: unknown[] = [];
    await new Promise<void>((resolve) => {
      right.onMessage((data) => {
        received.push(data);
        if (received.length === 2) resolve();
      });
      expect(received).toEqual([]);
    });
    expect(received).toEqual([{ list: [1] }, 'second']);
  });

  it('throws on a value that cannot be cloned', () => {
    const [left] = createTransportPair();
    expect(() => left.send(() => undefined)).toThrow(/could not be cloned/);
  });

  it('delivers what was sent before closing, then closes both ends once', async () => {
    const [left, right] = createTransportPair();
    const events: unknown[] = [];
    right.onMessage((message) => events.push(message));
    const closed = Promise.all([
      new Promise<void>((resolve) => left.onClose(resolve)),
      new Promise<void>((resolve) =>
        right.onClose(() => {
          events.push('closed');
          resolve();
        }),
      ),
    ]);
    left.send('last');
    left.close();
    left.close();
    left.send('after');
    await closed;
    right.close();
    right.send('into the void');
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual(['last', 'closed']);
  });
});
