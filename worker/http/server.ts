import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { BROWSER_SHELL, type MediaRecord, type MessageTransport } from '../contract/index.ts';
import type { Logger } from '../lib/logger.ts';
import { createAccessToken } from './accessToken.ts';
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from './httpLimits.ts';
import { createLaunchLinks } from './launchLinks.ts';
import { createMediaTokens } from './mediaTokens.ts';
import { type GuardedRequest, refuseRequest } from './requestGuard.ts';
import { createRouter, LAUNCH_PATH } from './router.ts';
import { createSecurityHeaders } from './securityHeaders.ts';
import { sendError, sendText } from './sendResponse.ts';
import { createSocketEndpoint } from './socketEndpoint.ts';
import { openUploadRoute } from './uploadRoute.ts';

export interface HttpServerOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** The built page. */
  readonly pageDir: string;
  /** Where dropped files are kept; created if absent. */
  readonly uploadsDir: string;
  /** Serves one client of the worker until its transport closes. */
  readonly attach: (transport: MessageTransport) => void;
  /** Rejects with `not-found`. */
  readonly findMedia: (mediaId: string) => Promise<Pick<MediaRecord, 'path'>>;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  readonly limits?: HttpLimits;
}

export interface HttpServer {
  readonly port: number;
  /** Address of the page with the token in its fragment: whoever has it may do everything. */
  readonly url: string;
  /** An address that leads there once, within a minute, and does not tell the token. */
  createLaunchUrl(): string;
  /** Ends all connections; uploads that are cut off leave nothing. */
  close(): Promise<void>;
}

/** The only address: nothing of this server is reachable from another computer. */
const LOOPBACK = '127.0.0.1';
/** For a client that is still sending what was refused to read the answer; our choice. */
const LINGER_MS = 1000;

/**
 * The page, its socket, its uploads and its recordings over loopback. Every request passes the guard before anything
 * else looks at it. Rejects as `listen` does (`EADDRINUSE`, `EACCES`), or with `permission-denied` or `disk-full` when
 * the folder for uploads cannot be made.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { pageDir, uploadsDir, findMedia, logger, limits = DEFAULT_HTTP_LIMITS } = options;
  const token = createAccessToken();
  const mediaTokens = createMediaTokens();
  const launchLinks = createLaunchLinks();
  const uploads = await openUploadRoute({ uploadsDir, limits, logger });
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    // Uploads take as long as they take; a stalled one ends with the idle timeout.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(limits.headersTimeoutMs, 5000),
  });
  server.maxConnections = limits.maxConnections;
  server.setTimeout(limits.idleTimeoutMs);
  const port = await listen(server, options.port);
  const securityHeaders = new Headers(createSecurityHeaders(port));
  // Such as too many open files when a connection comes in: the others go on.
  server.on('error', (error) => logger.error('http server failed', { error }));
  const sockets = createSocketEndpoint({ token, mediaTokens, attach: options.attach, limits });

  const pagePath = `/#${BROWSER_SHELL.fragmentKey}=${token}`;
  const route = createRouter({ token, pagePath, mediaTokens, launchLinks, uploads, pageDir, findMedia });

  server.on('request', (request, response) => {
    endConnectionIfUnread(request, response);
    response.setHeaders(securityHeaders);
    const refusal = refuseRequest(toGuarded(request, false), port);
    if (refusal !== null) return sendText(response, refusal === 'malformed' ? 400 : 403, refusal);
    route(request, response).catch((error: unknown) => {
      // A browser that went away, or a file that cannot be read to its end: the status is already sent.
      if (response.headersSent) return response.destroy();
      logger.error('http request failed', { error });
      sendError(response, error);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (refuseRequest(toGuarded(request, true), port) !== null) return refuseUpgrade(socket, '403 Forbidden');
    if (request.url !== BROWSER_SHELL.socketPath) return refuseUpgrade(socket, '404 Not Found');
    if (request.method !== 'GET') return refuseUpgrade(socket, '405 Method Not Allowed', 'Allow: GET\r\n');
    if (!sockets.accept(request, socket, head)) refuseUpgrade(socket, '503 Service Unavailable');
  });

  return {
    port,
    url: `http://${LOOPBACK}:${port}${pagePath}`,
    createLaunchUrl: () => `http://${LOOPBACK}:${port}${LAUNCH_PATH}${launchLinks.create()}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await sockets.close();
      server.closeAllConnections();
      await uploads.settled();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function toGuarded(request: IncomingMessage, isUpgrade: boolean): GuardedRequest {
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    headers: request.headersDistinct,
    isUpgrade,
  };
}

/** A refused body is not read to its end: the client gets a moment to read the answer, then the connection ends. */
function endConnectionIfUnread(request: IncomingMessage, response: ServerResponse): void {
  response.on('finish', () => {
    if (request.complete) return;
    request.resume();
    const timer = setTimeout(() => request.destroy(), LINGER_MS);
    request.on('close', () => clearTimeout(timer));
  });
}

/** @param headers Whole lines, each with its end. */
function refuseUpgrade(socket: Duplex, status: string, headers = ''): void {
  socket.end(`HTTP/1.1 ${status}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`, () =>
    socket.destroy(),
  );
}
