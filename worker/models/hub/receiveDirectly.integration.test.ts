import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createSelfSignedCertificate } from '../../../e2e/hub/selfSignedCertificate.ts';
import { createHttpTransport, type HttpLimits } from './httpTransport.ts';
import { createReceiveMemory, type ReceiveMemory } from './receiveMemory.ts';
import { RetryableError } from './retryableError.ts';

const BODY = Buffer.alloc(24_000_000, 'a pattern that is not a divisor of any buffer; ');
const HEADERS = `HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\n\r\n`;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

async function listen(server: Server | http.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server that does as it is told with each connection, once somebody has asked for something. */
const serve = (answer: (socket: Socket) => void) =>
  listen(createServer((socket) => socket.on('error', () => undefined).once('data', () => answer(socket))));

async function get(port: number, options: Partial<Asking> = {}): Promise<AsyncIterable<Buffer>> {
  const { memory = createReceiveMemory(), protocol = 'http', signal, limits } = options;
  const transport = createHttpTransport({ environment: {}, memory, ...(limits ? { limits } : {}) });
  closers.push(transport.close);
  const { body } = await transport.request({
    url: new URL(`${protocol}://127.0.0.1:${port}/file`),
    method: 'GET',
    headers: {},
    signal: signal ?? new AbortController().signal,
  });
  return body;
}

interface Asking {
  readonly memory: ReceiveMemory;
  readonly protocol: string;
  readonly signal: AbortSignal;
  readonly limits: Partial<HttpLimits>;
}

async function readAll(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What came until it failed, and how it did. */
async function readUntilFailure(body: AsyncIterable<Buffer>) {
  let receivedBytes = 0;
  try {
    for await (const piece of body) receivedBytes += piece.length;
  } catch (error) {
    return { receivedBytes, error };
  }
  throw new Error('It did not fail.');
}

describe('receiveDirectly', () => {
  it.each(['http', 'https'])('gives every byte of a long body, over %s', async (protocol) => {
    const certificate = createSelfSignedCertificate('127.0.0.1');
    const server = protocol === 'http' ? http.createServer() : https.createServer(certificate);
    server.on('request', (_request, response: http.ServerResponse) => {
      response.writeHead(200, { 'Content-Length': BODY.length }).end(BODY);
    });
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, certificate.cert]);
    closers.push(() => tls.setDefaultCACertificates(before));
    expect((await readAll(await get(await listen(server), { protocol }))).equals(BODY)).toBe(true);
  });

  it('hands over memory that can be given back and filled again', async () => {
    const memory = createReceiveMemory();
    const port = await serve((socket) => socket.write(HEADERS) && socket.write(BODY));
    let position = 0;
    let givenBack = 0;
    for await (const piece of await get(port, { memory })) {
      expect(piece.equals(BODY.subarray(position, position + piece.length))).toBe(true);
      position += piece.length;
      if (!(piece.buffer instanceof ArrayBuffer) || !memory.owns(piece.buffer)) continue;
      memory.giveBack(piece.buffer);
      givenBack += 1;
    }
    expect(position).toBe(BODY.length);
    expect(givenBack).toBeGreaterThan(0);
  });

  it('takes headers and a body that come in small parts', async () => {
    const port = await serve((socket) => {
      const all = Buffer.concat([Buffer.from(HEADERS), BODY]);
      socket.setNoDelay(true);
      const ends = [5, HEADERS.length - 1, HEADERS.length + 1, HEADERS.length + 70_000, all.length];
      const send = (from: number): void => {
        const end = ends.shift();
        if (end !== undefined) socket.write(all.subarray(from, end), () => setImmediate(send, end));
      };
      send(0);
    });
    expect((await readAll(await get(port))).equals(BODY)).toBe(true);
  });

  it('leaves what is sent behind the body', async () => {
    const port = await serve((socket) => {
      socket.write(HEADERS);
      socket.end(Buffer.concat([BODY, Buffer.alloc(1_000_000, 'more')]));
    });
    expect((await readAll(await get(port))).equals(BODY)).toBe(true);
  });

  it('leaves a body in chunks to the parser', async () => {
    const memory = createReceiveMemory();
    const server = http.createServer((_request, response) => {
      response.write(BODY);
      response.end();
    });
    const body = await get(await listen(server), { memory });
    const pieces: Buffer[] = [];
    for await (const piece of body) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(BODY)).toBe(true);
    expect(pieces.some(({ buffer }) => memory.owns(buffer))).toBe(false);
  });

  it('gives what came before a connection breaks off or ends, then says that it may be tried again', async () => {
    for (const leave of ['resetAndDestroy', 'end'] as const) {
      const port = await serve((socket) => {
        socket.write(HEADERS);
        socket.write(BODY.subarray(0, 10_000_000), () => socket[leave]());
      });
      const { receivedBytes, error } = await readUntilFailure(await get(port));
      expect(error).toBeInstanceOf(RetryableError);
      expect(error).toMatchObject({ code: 'network-unreachable' });
      if (leave === 'end') expect(receivedBytes).toBe(10_000_000);
    }
  });

  it('gives up on a body that stops', async () => {
    const port = await serve((socket) => {
      socket.write(HEADERS);
      socket.write(BODY.subarray(0, 1_000_000));
    });
    const { receivedBytes, error } = await readUntilFailure(await get(port, { limits: { idleMs: 100 } }));
    expect(receivedBytes).toBe(1_000_000);
    expect(error).toMatchObject({ code: 'network-unreachable', details: { reason: 'stalled' } });
  });

  it('ends with an AbortError and closes the connection when it is aborted', async () => {
    const controller = new AbortController();
    const left = Promise.withResolvers<unknown>();
    const port = await serve((socket) => {
      socket.once('close', left.resolve);
      socket.write(HEADERS);
      socket.write(BODY.subarray(0, 1_000_000));
    });
    const pieces = (await get(port, { signal: controller.signal }))[Symbol.asyncIterator]();
    await pieces.next();
    controller.abort();
    const rest = async () => {
      while ((await pieces.next()).done !== true);
    };
    await expect(rest()).rejects.toMatchObject({ name: 'AbortError' });
    await left.promise;
  });

  it('reads no further than is taken from it', async () => {
    let takenFromMemory = 0;
    const memory = createReceiveMemory();
    const counting = { ...memory, take: () => ((takenFromMemory += 1), memory.take()) };
    const port = await serve((socket) => socket.write(HEADERS) && socket.write(BODY));
    const pieces = (await get(port, { memory: counting }))[Symbol.asyncIterator]();
    let first = await pieces.next();
    while (first.done !== true && !memory.owns(first.value.buffer)) first = await pieces.next();
    // All of this comes in over the same event loop, and the other body could have come as well.
    expect((await readAll(await get(port))).length).toBe(BODY.length);
    expect(takenFromMemory).toBeLessThan(12);
    while ((await pieces.next()).done !== true);
  });
});
