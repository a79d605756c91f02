import {
  AppError,
  decodeJsonMessage,
  encodeJsonMessage,
  type HelloMessage,
  type MessageTransport,
  welcomeMessageSchema,
} from '../../worker/contract/index.ts';

export interface OpenSocketTransportOptions {
  /** `ws://` or `wss://` address. */
  readonly url: string;
  /** Sent in the first message, so that it is in no address and no log. */
  readonly token: string;
  /** For tests; the browser's own otherwise. */
  readonly createSocket?: (url: string) => WebSocket;
}

export interface OpenedSocketTransport {
  readonly transport: MessageTransport;
  /** Opens the media for reading as long as this connection lives. */
  readonly mediaToken: string;
}

/** Code of RFC 6455, section 7.4.1, with which the worker answers a wrong token. */
const POLICY_VIOLATION = 1008;

/**
 * Opens a WebSocket, says hello and waits for the welcome; what follows are the messages of the transport, as JSON text.
 * Rejects with `permission-denied` when the token is not, or no longer, the right one, and with `worker-exited` and the detail
 * `isUnanswered` when the connection ends otherwise: a browser does not tell why.
 */
export function openSocketTransport({
  url,
  token,
  createSocket = (address) => new WebSocket(address),
}: OpenSocketTransportOptions): Promise<OpenedSocketTransport> {
  const socket = createSocket(url);
  const waiting: unknown[] = [];
  let accept = (message: unknown): void => {
    waiting.push(message);
  };
  const transport: MessageTransport = {
    send(message) {
      socket.send(encodeJsonMessage(message));
    },
    onMessage(listener) {
      accept = listener;
      for (const message of waiting.splice(0)) listener(message);
    },
    onClose(listener) {
      socket.addEventListener('close', listener);
    },
    close() {
      socket.close();
    },
  };

  return new Promise((resolve, reject) => {
    let isWelcome = false;
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ type: 'hello', token } satisfies HelloMessage));
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const message = decodeJsonMessage(data);
      if (isWelcome) return accept(message);
      const welcome = welcomeMessageSchema.safeParse(message);
      if (!welcome.success) return socket.close();
      isWelcome = true;
      resolve({ transport, mediaToken: welcome.data.mediaToken });
    });
    socket.addEventListener('close', ({ code }) => {
      reject(
        code === POLICY_VIOLATION
          ? new AppError('permission-denied', 'The worker does not accept the token.')
          : new AppError('worker-exited', 'The connection to the worker was refused or cut.', {
              details: { isUnanswered: true },
            }),
      );
    });
  });
}
