import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { HubRequest, OriginName } from './hubRequest.ts';
import type { SelfSignedCertificate } from './selfSignedCertificate.ts';

export interface Origin {
  readonly url: string;
  close(): Promise<void>;
}

export interface OriginOptions {
  readonly name: OriginName;
  /** The name clients use; all listen on 127.0.0.1. */
  readonly hostName: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly certificate?: SelfSignedCertificate | undefined;
  readonly answer: (request: HubRequest, response: ServerResponse) => Promise<void>;
}

/** One listening server, which knows nothing of what it serves. Requests in absolute form (by a proxy) are understood. */
export async function startOrigin(options: OriginOptions): Promise<Origin> {
  const { name, hostName, port, certificate, answer } = options;
  const onRequest = (message: IncomingMessage, response: ServerResponse): void => {
    readRequest(message, name)
      .then((request) => answer(request, response))
      .catch((error: unknown) => {
        // A client that leaves in the middle of its request needs no answer; anything else is a fault of this server.
        if (!message.destroyed) console.error(`Test hub, ${name}:`, error);
        response.destroy();
      });
  };
  const server: Server = certificate === undefined ? createServer() : createSecureServer(certificate);
  server.on('request', onRequest);
  // Clients, not the server, decide how long a connection is kept: fewer accidental resets.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const { port: listening } = server.address() as AddressInfo;
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://${hostName}:${listening}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function readRequest(message: IncomingMessage, origin: OriginName): Promise<HubRequest> {
  const { method = 'GET', url = '/', headers } = message;
  const target = url.replace(/^https?:\/\/[^/]+/, '');
  const question = target.indexOf('?');
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return {
    origin,
    method,
    target,
    path: question < 0 ? target : target.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : target.slice(question)),
    headers,
    body: Buffer.concat(pieces).toString(),
  };
}
