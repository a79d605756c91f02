import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request as sendRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { AppError, createRpcClient, decodeJsonMessage, type RpcClient } from '../contract/index.ts';
import { serveRpc } from '../rpc/server.ts';
import { createSocketTransport } from '../rpc/socketTransport.ts';
import { createTestHandlers } from '../rpc/testWorker.ts';
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from './httpLimits.ts';
import { type HttpServer, startHttpServer } from './server.ts';

export interface TestResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface TestRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
}

/** A page, two recordings and a worker that knows one method, served from a temporary folder. */
export interface TestServer {
  readonly folder: string;
  readonly uploadsDir: string;
  readonly server: HttpServer;
  readonly origin: string;
  readonly token: string;
  /** Sends the path as it is, nothing normalised. */
  request(path: string, request?: TestRequest): Promise<TestResponse>;
  /** Writes bytes into a connection and returns all that comes back until it is closed. */
  sendRaw(bytes: string): Promise<string>;
  openSocket(headers?: Readonly<Record<string, string>>): WebSocket;
  /** Says hello and waits for the welcome. */
  connectSocket(): Promise<{
    readonly socket: WebSocket;
    readonly client: RpcClient;
    readonly mediaToken: string;
  }>;
  close(): Promise<void>;
  /** For `await using`: nothing stays when a test fails. */
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startTestServer(
  limits: Partial<HttpLimits> = {},
  { pageDir: pageName = 'page' } = {},
): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-http-'));
  const pageDir = join(folder, 'page');
  const uploadsDir = join(folder, 'uploads');
  await mkdir(join(pageDir, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(pageDir, 'index.html'), '<!doctype html><title>Page</title>');
  await writeFile(join(pageDir, '.env'), 'secret');
  await writeFile(join(pageDir, 'assets', 'index-Bc3dE5fG.js'), 'export {};');
  await writeFile(join(folder, 'call.wav'), '0123456789');
  await writeFile(join(folder, 'page.html'), '<script>alert(1)</script>');
  const media: Readonly<Record<string, string>> = {
    f1: 'call.wav',
    f2: 'page.html',
    f3: 'moved away.wav',
    f4: '',
  };

  const server = await startHttpServer({
    port: 0,
    pageDir: join(folder, pageName),
    uploadsDir,
    attach(transport) {
      const handlers = createTestHandlers({ 'library.list': () => [] });
      serveRpc({ transport, handlers, subscribe: () => () => undefined, logger: SILENT });
    },
    findMedia(mediaId) {
      const name = Object.hasOwn(media, mediaId) ? media[mediaId] : undefined;
      if (name === undefined) return Promise.reject(new AppError('not-found', 'There is no such media.'));
      return Promise.resolve({ path: join(folder, name) });
    },
    logger: SILENT,
    limits: { ...DEFAULT_HTTP_LIMITS, ...limits },
  });
  const origin = `http://127.0.0.1:${server.port}`;
  const token = new URL(server.url).hash.replace('#token=', '');

  function openSocket(headers: Readonly<Record<string, string>> = {}): WebSocket {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers: { origin, ...headers } });
    socket.on('error', () => undefined);
    return socket;
  }

  async function close(): Promise<void> {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }

  return {
    folder,
    uploadsDir,
    server,
    origin,
    token,
    openSocket,
    request(path, { method = 'GET', headers = {}, body } = {}) {
      return new Promise((resolve, reject) => {
        const sent = sendRequest(
          { host: '127.0.0.1', port: server.port, path, method, headers, agent: false },
          (response) => {
            const { statusCode: status = 0, headers: received } = response;
            buffer(response).then((content) => resolve({ status, headers: received, body: content }), reject);
          },
        );
        sent.on('error', reject);
        if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) sent.end(body);
        else body.pipe(sent);
      });
    },
    async sendRaw(bytes) {
      const socket = connect(server.port, '127.0.0.1');
      socket.write(bytes, 'latin1');
      return text(socket);
    },
    async connectSocket() {
      const socket = openSocket();
      const client = createRpcClient(createSocketTransport(socket, DEFAULT_HTTP_LIMITS));
      socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', token })));
      const [data] = (await once(socket, 'message')) as [Buffer];
      const welcome = decodeJsonMessage(data.toString()) as { readonly mediaToken: string };
      return { socket, client, mediaToken: welcome.mediaToken };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

const SILENT = { debug: () => undefined, warn: () => undefined, error: () => undefined };
