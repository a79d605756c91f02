import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  decodeJsonMessage,
  helloMessageSchema,
  type MessageTransport,
  type WelcomeMessage,
} from '../contract/index.ts';
import { createSocketTransport } from '../rpc/socketTransport.ts';
import { isSameToken } from './accessToken.ts';
import type { HttpLimits } from './httpLimits.ts';
import type { MediaTokens } from './mediaTokens.ts';

export interface SocketEndpointOptions {
  /** What the page must say in its first message. */
  readonly token: string;
  readonly mediaTokens: MediaTokens;
  /** Serves one client until its transport closes. */
  readonly attach: (transport: MessageTransport) => void;
  readonly limits: HttpLimits;
}

export interface SocketEndpoint {
  /**
   * Takes over a connection that has passed the guard; false when too many have said hello, or no more are wanted. Of
   * those that have not, the oldest makes room: somebody without the token cannot keep out who has it.
   */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Says goodbye to every client and waits a moment for their answers. */
  close(): Promise<void>;
}

/** Codes of RFC 6455, section 7.4.1. */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
/** For the closing handshake, then the connection is cut; our choice. */
const GOODBYE_MS = 1000;

/** WebSockets of the page: hello with the token first, then RPC. */
export function createSocketEndpoint(options: SocketEndpointOptions): SocketEndpoint {
  const { token, mediaTokens, attach, limits } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxMessageBytes,
    perMessageDeflate: false,
  });
  const answered = new WeakSet<WebSocket>();
  /** Those that have not said hello, the oldest first. */
  const waiting = new Set<WebSocket>();
  const welcomed = new Set<WebSocket>();
  let isClosing = false;

  function greet(socket: WebSocket): void {
    waiting.add(socket);
    const timer = setTimeout(() => refuse(socket, 'No hello'), limits.helloTimeoutMs);
    socket.on('close', () => {
      clearTimeout(timer);
      waiting.delete(socket);
      welcomed.delete(socket);
    });
    // Broken frames and messages above the limit: the package closes the connection by itself.
    socket.on('error', () => clearTimeout(timer));
    socket.once('message', (data, isBinary) => {
      clearTimeout(timer);
      const hello = helloMessageSchema.safeParse(isBinary ? null : decodeJsonMessage(String(data)));
      if (!hello.success || !isSameToken(hello.data.token, token)) return refuse(socket, 'Wrong token');
      welcome(socket);
    });
  }

  function welcome(socket: WebSocket): void {
    waiting.delete(socket);
    welcomed.add(socket);
    const { token: mediaToken, revoke } = mediaTokens.issue();
    socket.on('close', revoke);
    answered.add(socket);
    socket.on('pong', () => answered.add(socket));
    socket.send(JSON.stringify({ type: 'welcome', mediaToken } satisfies WelcomeMessage));
    attach(createSocketTransport(socket, limits));
  }

  /** False when all that are open have said hello. */
  function makeRoom(): boolean {
    if (waiting.size + welcomed.size < limits.maxSockets) return true;
    const [oldest] = waiting;
    if (oldest === undefined) return false;
    waiting.delete(oldest);
    oldest.terminate();
    return true;
  }

  const pinging = setInterval(() => {
    for (const socket of welcomed) {
      if (!answered.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, limits.pingIntervalMs);

  return {
    accept(request, socket, head) {
      if (isClosing || !makeRoom()) return false;
      server.handleUpgrade(request, socket, head, greet);
      return true;
    },
    async close() {
      isClosing = true;
      clearInterval(pinging);
      const closing = [...server.clients].map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.on('close', () => resolve());
            sayGoodbye(socket, GOING_AWAY, 'The server stops');
          }),
      );
      await Promise.all(closing);
    },
  };
}

function refuse(socket: WebSocket, reason: string): void {
  sayGoodbye(socket, POLICY_VIOLATION, reason);
}

/** Closes in order; one that does not answer is cut off. */
function sayGoodbye(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), GOODBYE_MS);
  socket.on('close', () => clearTimeout(timer));
}
