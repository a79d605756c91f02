import { connect } from 'node:net';

export interface RawResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Everything after the headers, framing included, as it came from the wire. */
  readonly body: Buffer;
  /** How the connection ended. */
  readonly ended: 'end' | 'reset' | 'left';
}

interface RawRequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Leaves once so many bytes have come, for answers that do not end. */
  readonly leaveAfterBytes?: number;
}

/** One request over a socket of its own, so that what is asserted is what was on the wire and not a client's view. */
export function rawRequest(url: string, options: RawRequestOptions = {}): Promise<RawResponse> {
  const { hostname, port, host, origin } = new URL(url);
  const { method = 'GET', headers = {}, leaveAfterBytes = Infinity } = options;
  const lines = Object.entries({ Host: host, Connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const pieces: Buffer[] = [];
    let received = 0;
    const finish = (ended: RawResponse['ended']): void => {
      socket.destroy();
      resolve(parse(Buffer.concat(pieces), ended));
    };
    // The path as written: the URL class would tidy it up.
    socket.write([`${method} ${url.slice(origin.length)} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    socket.on('data', (piece) => {
      pieces.push(piece);
      received += piece.length;
      if (received >= leaveAfterBytes) finish('left');
    });
    socket.on('end', () => {
      finish('end');
    });
    socket.on('error', () => {
      finish('reset');
    });
  });
}

function parse(bytes: Buffer, ended: RawResponse['ended']): RawResponse {
  const split = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, Math.max(split, 0)).toString('latin1').split('\r\n');
  const headers = head.slice(1).map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(head[0]?.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: split < 0 ? Buffer.alloc(0) : bytes.subarray(split + 4),
    ended,
  };
}
