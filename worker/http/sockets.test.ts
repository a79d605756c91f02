import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { startTestServer, type TestServer } from './testServer.ts';

const LIMITS = { maxSockets: 32, maxMessageBytes: 10_000, helloTimeoutMs: 60_000, pingIntervalMs: 60_000 };

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer(LIMITS);
});
afterAll(() => test.close());

async function closeCodeOf(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

/** Status of a refused upgrade. */
async function refusalOf(socket: WebSocket): Promise<number> {
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    { readonly statusCode: number; resume(): void },
  ];
  response.resume();
  socket.terminate();
  return response.statusCode;
}

describe('the socket', () => {
  it('serves RPC after a hello with the token', async () => {
    const { socket, client, mediaToken } = await test.connectSocket();

    expect(await client.request('library.list', {})).toEqual([]);
    await expect(client.request('jobs.list')).rejects.toMatchObject({ code: 'not-found' });
    expect((await test.request(`/media/f1?token=${mediaToken}`)).status).toBe(200);
    client.close();
    await once(socket, 'close');
    await expect.poll(async () => (await test.request(`/media/f1?token=${mediaToken}`)).status).toBe(401);
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a page on another port', { origin: 'http://127.0.0.1:1' }],
    ['a page in a sandbox', { origin: 'null' }],
    ['another name', { host: 'rebound.example', origin: 'http://rebound.example' }],
  ])('refuses the upgrade for %s', async (_who, headers) => {
    expect(await refusalOf(test.openSocket(headers))).toBe(403);
  });

  it('is opened by GET alone', async () => {
    const answer = await test.sendRaw(
      `POST /rpc HTTP/1.1\r\nHost: 127.0.0.1:${test.server.port}\r\nOrigin: ${test.origin}\r\n` +
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 405 .*\r\nAllow: GET\r\n/);
  });

  it('is at one address', async () => {
    for (const path of ['/', '/rpc/', '/rpc?token=x', '/media/f1']) {
      const answer = await test.sendRaw(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${test.server.port}\r\nOrigin: ${test.origin}\r\n` +
          'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    }
  });

  it.each([
    ['a wrong token', '{"type":"hello","token":"x"}'],
    ['no token', '{"type":"hello"}'],
    ['a request before the hello', '{"type":"request","id":1,"method":"library.list"}'],
    ['a token of another type', '{"type":"hello","token":["x"]}'],
    ['no JSON', 'hello'],
  ])('is closed for %s, and answers nothing', async (_what, message) => {
    const socket = test.openSocket();
    const received: unknown[] = [];
    socket.on('message', (data) => received.push(data));
    socket.on('open', () => socket.send(message));
    expect(await closeCodeOf(socket)).toBe(1008);
    expect(received).toEqual([]);
  });

  it('is closed for a hello in bytes, and one that does not come', async () => {
    const binary = test.openSocket();
    binary.on('open', () => binary.send(Buffer.from(JSON.stringify({ type: 'hello', token: test.token }))));
    expect(await closeCodeOf(binary)).toBe(1008);
    await using impatient = await startTestServer({ ...LIMITS, helloTimeoutMs: 50 });
    expect(await closeCodeOf(impatient.openSocket())).toBe(1008);
  });

  it('is closed for a message above the bound, before and after the hello', async () => {
    const before = test.openSocket();
    before.on('open', () => before.send('x'.repeat(10_001)));
    expect(await closeCodeOf(before)).toBe(1009);
    const { socket: after } = await test.connectSocket();
    after.send('x'.repeat(10_001));
    expect(await closeCodeOf(after)).toBe(1009);
  });

  it('takes notes of any length that the page takes, with those they replace', async () => {
    await using roomy = await startTestServer();
    const { client } = await roomy.connectSocket();
    const written = '語'.repeat(1_000_000);
    const notes = { meetingId: 'm1', notes: written, replaces: written };

    await expect(client.request('library.setNotes', notes)).rejects.toMatchObject({ code: 'not-found' });
    client.close();
  });

  it('ignores what is no message of the protocol', async () => {
    const { socket, client } = await test.connectSocket();
    for (const message of ['{', 'null', '[]', '{"type":"hello"}', Buffer.of(1, 2, 3)]) socket.send(message);
    expect(await client.request('library.list', {})).toEqual([]);
    client.close();
  });
});

describe('200 sockets', () => {
  let opened: WebSocket[] = [];
  afterEach(() => {
    for (const socket of opened) socket.terminate();
  });

  const openAll = (server: TestServer): Promise<readonly number[]> => {
    opened = Array.from({ length: 200 }, () => server.openSocket());
    return Promise.all(
      opened.map((each) => Promise.race([once(each, 'open').then(() => 101), refusalOf(each)])),
    );
  };

  it('that say nothing are in the way of neither the one that is there nor one that comes', async () => {
    await using crowded = await startTestServer({ ...LIMITS, maxConnections: 1000 });
    const { client } = await crowded.connectSocket();
    let closed = 0;
    const closing = openAll(crowded);
    const rest = new Promise<void>((resolve) => {
      for (const socket of opened) socket.on('close', () => ++closed === 169 && resolve());
    });
    expect(new Set(await closing)).toEqual(new Set([101]));
    await rest;
    const late = await crowded.connectSocket();
    expect(await late.client.request('library.list', {})).toEqual([]);
    expect(await client.request('library.list', {})).toEqual([]);
  });

  it('are refused while all that are there have said hello', async () => {
    await using full = await startTestServer({ ...LIMITS, maxSockets: 2, maxConnections: 1000 });
    const { client } = await full.connectSocket();
    const other = await full.connectSocket();
    expect(new Set(await openAll(full))).toEqual(new Set([503]));
    expect(await client.request('library.list', {})).toEqual([]);
    other.socket.close();
    await once(other.socket, 'close');
    await expect
      .poll(async () => {
        const socket = full.openSocket();
        const status = await Promise.race([once(socket, 'open').then(() => 101), refusalOf(socket)]);
        socket.terminate();
        return status;
      })
      .toBe(101);
  });
});

describe('a client that does not answer', () => {
  it('is cut off when it answers no ping', async () => {
    await using pinging = await startTestServer({ ...LIMITS, pingIntervalMs: 50 });
    const { socket } = await pinging.connectSocket();
    socket.pause();
    const answering = (await pinging.connectSocket()).socket;
    const pings = [
      await once(answering, 'ping'),
      await once(answering, 'ping'),
      await once(answering, 'ping'),
    ];
    socket.resume();
    expect(await closeCodeOf(socket)).toBe(1006);
    expect([pings.length, answering.readyState]).toEqual([3, answering.OPEN]);
  });
});
