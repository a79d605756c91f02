import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, createServer, connect, type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestHub, type TestHub } from '../../../e2e/hub/createTestHub.ts';
import { createSelfSignedCertificate } from '../../../e2e/hub/selfSignedCertificate.ts';
import { createHttpTransport, type HttpTransport, type HttpTransportOptions } from './httpTransport.ts';
import { RetryableError } from './retryableError.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function openTransport(options: Partial<HttpTransportOptions> = {}): HttpTransport {
  const transport = createHttpTransport({ environment: {}, ...options });
  closers.push(transport.close);
  return transport;
}

async function startHub(options: Parameters<typeof createTestHub>[0] = {}): Promise<TestHub> {
  const hub = await createTestHub(options);
  closers.push(() => hub.close());
  return hub;
}

/** Until the test ends. */
function trust(certificate: string): void {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, certificate]);
  closers.push(() => tls.setDefaultCACertificates(before));
}

/** A server on a free port of this computer; its sockets are cut when the test ends. */
async function listen(server: Server | http.Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get = (transport: HttpTransport, url: string, signal = new AbortController().signal) =>
  transport.request({ url: new URL(url), method: 'GET', headers: {}, signal });

async function readAll(body: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('createHttpTransport', () => {
  it('gives the status, the headers and the bytes as they are, and follows nothing', async () => {
    const server = http.createServer((_request, response) => {
      response.writeHead(302, { Location: '/elsewhere', 'Content-Encoding': 'gzip' });
      response.end('not really gzip');
    });
    const answer = await get(openTransport(), await listen(server));
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/elsewhere']);
    expect(await readAll(answer.body)).toBe('not really gzip');
  });

  it.each(['http', 'https'])(
    'gives every byte of a long answer, and uses the connection again, over %s',
    async (protocol) => {
      const bytes = Buffer.alloc(12_000_000, 'a pattern that is not a divisor of any buffer; ');
      const certificate = createSelfSignedCertificate('127.0.0.1');
      const server = protocol === 'http' ? http.createServer() : https.createServer(certificate);
      let connections = 0;
      server.on('connection', () => (connections += 1));
      server.on('request', (_request, response: http.ServerResponse) => response.end(bytes));
      const { port } = new URL(await listen(server));
      trust(certificate.cert);
      const transport = openTransport();
      for (let round = 0; round < 2; round += 1) {
        const { body } = await get(transport, `${protocol}://127.0.0.1:${port}/${round}`);
        const pieces: Buffer[] = [];
        for await (const piece of body) pieces.push(piece);
        expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
      }
      expect(connections).toBe(1);
    },
  );

  it('ends a connection that talks without being asked', async () => {
    const sockets: Socket[] = [];
    const server = http.createServer((_request, response) => response.end('answer'));
    server.on('connection', (socket: Socket) => sockets.push(socket));
    const url = await listen(server);
    const transport = openTransport();
    for (const round of [1, 2]) {
      expect(await readAll((await get(transport, url)).body)).toBe('answer');
      expect(sockets).toHaveLength(round);
      const [socket] = sockets.slice(-1);
      const closed = once(socket ?? server, 'close');
      socket?.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison');
      await closed;
    }
  });

  it('goes over the proxy of the environment, but not to hosts that are exempt', async () => {
    const seen: string[] = [];
    const proxy = http.createServer((request, response) => {
      seen.push(request.url ?? '');
      response.end('from the proxy');
    });
    const target = await listen(http.createServer((_request, response) => response.end('from the target')));
    const environment = { HTTP_PROXY: await listen(proxy) };
    const proxied = await get(openTransport({ environment }), `${target}/a`);
    expect([await readAll(proxied.body), seen]).toEqual(['from the proxy', [`${target}/a`]]);
    const exempt = openTransport({ environment: { ...environment, NO_PROXY: '127.0.0.1' } });
    expect(await readAll((await get(exempt, `${target}/b`)).body)).toBe('from the target');
    expect(seen).toHaveLength(1);
  });

  it('opens a tunnel through the proxy for https, and checks the certificate behind it', async () => {
    const hub = await startHub({ tls: true });
    const asked: string[] = [];
    const proxy = http.createServer();
    proxy.on('connect', (request: http.IncomingMessage, socket: Socket) => {
      asked.push(request.url ?? '');
      const { port } = new URL(hub.endpoint);
      const upstream = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
      socket.on('close', () => upstream.destroy());
    });
    const transport = openTransport({ environment: { HTTPS_PROXY: await listen(proxy) } });
    await expect(get(transport, hub.endpoint)).rejects.toMatchObject({
      code: 'network-unreachable',
      details: { reason: 'certificate' },
    });
    expect(asked).toEqual([new URL(hub.endpoint).host]);
  });

  it('says that the proxy refused', async () => {
    const proxy = http.createServer();
    proxy.on('connect', (_request, socket: Socket) => {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    const transport = openTransport({ environment: { HTTPS_PROXY: await listen(proxy) } });
    const failed = await get(transport, 'https://hub.invalid').catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'network-unreachable', details: { reason: 'proxy' } });
    expect(failed).not.toBeInstanceOf(RetryableError);
  });

  it('does not talk to a server whose certificate nobody knows', async () => {
    const hub = await startHub({ tls: true });
    const failed = await get(openTransport(), hub.endpoint).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'network-unreachable', details: { reason: 'certificate' } });
    expect(failed).not.toBeInstanceOf(RetryableError);
    expect(hub.log.requests).toEqual([]);
  });

  it('takes a closed port, a silent server and one that speaks nonsense for things that may pass', async () => {
    const closed = createServer();
    const closedUrl = await listen(closed);
    await new Promise((resolve) => closed.close(resolve));
    const silentUrl = await listen(createServer());
    const nonsenseUrl = await listen(createServer((socket) => socket.end('SMTP ready\r\n')));
    const transport = openTransport({ limits: { headersMs: 100 } });
    for (const url of [closedUrl, silentUrl, nonsenseUrl]) {
      const failed = await get(transport, url).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(RetryableError);
      expect(failed).toMatchObject({ code: 'network-unreachable', details: { host: new URL(url).host } });
    }
  });

  it('gives up on a body that stops, and on one that is too slow', async () => {
    const stopping = http.createServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('start');
    });
    const slow = http.createServer((_request, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const idle = openTransport({ limits: { idleMs: 100 } });
    const floor = openTransport({ limits: { floorBytesPerSecond: 10_000, floorWindowMs: 200 } });
    for (const [transport, server] of [
      [idle, stopping],
      [floor, slow],
    ] as const) {
      const answer = await get(transport, await listen(server));
      await expect(readAll(answer.body)).rejects.toMatchObject({ details: { reason: 'stalled' } });
    }
  });

  it('does not blame the server for the time that its reader takes', async () => {
    const server = http.createServer((_request, response) => response.end('x'.repeat(300_000)));
    const transport = openTransport({ limits: { idleMs: 50 } });
    const answer = await get(transport, await listen(server));
    let received = 0;
    for await (const piece of answer.body) {
      received += piece.length;
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(received).toBe(300_000);
  });

  it('ends with its signal, before the answer and in the body', async () => {
    const url = await listen(
      http.createServer((request, response) => {
        if (request.url === '/body') response.write('start');
      }),
    );
    const transport = openTransport();
    const before = new AbortController();
    const waiting = get(transport, url, before.signal);
    before.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    const during = new AbortController();
    const answer = await get(transport, `${url}/body`, during.signal);
    const reading = readAll(answer.body);
    during.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    await expect(get(transport, url, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
