import { once } from 'node:events';
import { truncate } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './testServer.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

describe('many and slow connections', () => {
  it('are bounded, and free again', async () => {
    await using busy = await startTestServer({ maxConnections: 20 });
    const sockets = Array.from({ length: 200 }, () => connect(busy.server.port, '127.0.0.1'));
    const dropped = new Promise<void>((resolve) => {
      let count = 0;
      for (const socket of sockets) {
        socket.on('error', () => undefined);
        socket.on('close', () => ++count === 180 && resolve());
        socket.resume();
      }
    });
    await dropped;
    const freed = sockets.filter((socket) => !socket.destroyed);
    expect(freed.length).toBe(20);
    await Promise.all(freed.map((socket) => new Promise((resolve) => socket.on('close', resolve).destroy())));
    await expect.poll(async () => (await busy.request('/').catch(() => null))?.status).toBe(200);
  });

  it('are cut off when a head does not come', async () => {
    await using impatient = await startTestServer({ headersTimeoutMs: 50 });
    const { port } = impatient.server;
    const answers = await Promise.all([
      impatient.sendRaw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Slow: `),
      impatient.sendRaw(''),
    ]);
    expect(answers.map((answer) => answer.slice(9, 12))).toEqual(['408', '408']);
  });

  it('are refused with a head that has no end', async () => {
    const { port } = test.server;
    const head = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`;
    expect(await test.sendRaw(head)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('are cut off when they do not read, which makes room for others', async () => {
    await using narrow = await startTestServer({ maxConnections: 2, idleTimeoutMs: 200 });
    await truncate(join(narrow.folder, 'call.wav'), 64_000_000);
    const { mediaToken } = await narrow.connectSocket();
    const { port } = narrow.server;
    const slow = connect(port, '127.0.0.1');
    slow.write(`GET /media/f1?token=${mediaToken} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await once(slow, 'readable');
    await expect(narrow.request('/')).rejects.toThrow();
    await expect.poll(async () => (await narrow.request('/').catch(() => null))?.status).toBe(200);
    slow.destroy();
  });

  it('do not keep the server from stopping', async () => {
    await using stopping = await startTestServer();
    const idle = connect(stopping.server.port, '127.0.0.1');
    await new Promise((resolve) => idle.on('connect', resolve));
    await stopping.request('/');
    const { socket } = await stopping.connectSocket();
    const goodbye = new Promise((resolve) => socket.on('close', resolve));
    const gone = new Promise((resolve) => idle.on('close', resolve).resume());
    await stopping.close();
    expect(await goodbye).toBe(1001);
    await gone;
    await expect(stopping.request('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
