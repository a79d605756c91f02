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
