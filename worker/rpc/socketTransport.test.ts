import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createSocketTransport } from './socketTransport.ts';

function createFakeSocket() {
  const calls: string[] = [];
  const socket = Object.assign(new EventEmitter(), {
    bufferedAmount: 0,
    send(text: string) {
      calls.push(text);
      socket.bufferedAmount += text.length;
    },
    close: () => calls.push('close'),
    terminate: () => calls.push('terminate'),
  });
  return { socket, calls };
}

describe('createSocketTransport', () => {
  it('keeps messages until somebody listens, in order', () => {
    const { socket } = createFakeSocket();
    const transport = createSocketTransport(socket, { maxBufferedBytes: 100 });
    socket.emit('message', Buffer.from('{"id":1}'), false);
    socket.emit('message', Buffer.from('{'), false);
    const received: unknown[] = [];
    transport.onMessage((message) => received.push(message));
    socket.emit('message', Buffer.from('{"id":2}'), false);
    socket.emit('message', Buffer.from('{"id":3}'), true);
    expect(received).toEqual([{ id: 1 }, null, { id: 2 }, null]);
  });

  it.each([
    ['objects', '{"a":', '}'],
    ['lists', '[', ']'],
  ])('takes %s that are nested without need for no message', (_what, before, after) => {
    const { socket } = createFakeSocket();
    const transport = createSocketTransport(socket, { maxBufferedBytes: 100 });
    const received: unknown[] = [];
    transport.onMessage((message) => received.push(message));
    for (const levels of [50, 101, 100_000]) {
      const text = `${before.repeat(levels)}1${after.repeat(levels)}`;
      socket.emit('message', Buffer.from(text), false);
    }
    expect(received).toEqual([expect.any(Object), null, null]);
  });

  it('cuts off a client that does not read', () => {
    const { socket, calls } = createFakeSocket();
    const transport = createSocketTransport(socket, { maxBufferedBytes: 20 });
    transport.send('123456789');
    transport.send('1234567');
    expect(calls).not.toContain('terminate');
    transport.send('');
    expect(calls).toEqual(['"123456789"', '"1234567"', '""', 'terminate']);
  });

  it('closes, and tells when it is closed', () => {
    const { socket, calls } = createFakeSocket();
    const transport = createSocketTransport(socket, { maxBufferedBytes: 20 });
    transport.onClose(() => calls.push('closed'));
    transport.close();
    socket.emit('close');
    expect(calls).toEqual(['close', 'closed']);
  });
});
