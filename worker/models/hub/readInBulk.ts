import type { Agent, ClientRequestArgs } from 'node:http';
import type { OnReadOpts } from 'node:net';
import { bulkSockets, type ByteSink } from './bulkSockets.ts';
import { RECEIVE_BYTES } from './receiveMemory.ts';

/**
 * Makes the agent's sockets read into one buffer each, in pieces of up to 256 KiB, instead of into a new one of 64 KiB
 * every time: half of the work of receiving a large file (measured). The parser of Node's HTTP client copies a body
 * out of what it is given, so that the buffer can be filled again; `receiveDirectly` takes bytes past it. Connections
 * through a proxy stay as they are.
 */
export function readInBulk<T extends Agent>(agent: T): T {
  const createConnection = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const buffer = Buffer.allocUnsafeSlow(RECEIVE_BYTES);
    let sink: ByteSink | null = null;
    const onread: OnReadOpts = {
      buffer: () => sink?.buffer() ?? buffer,
      callback(byteCount, bytes) {
        const read = bytes.subarray(0, byteCount);
        if (sink !== null) return sink.take(read);
        // A socket with `onread` makes no events of its own, and the HTTP client listens to them. If it does not, nobody
        // has asked for anything: an idle connection that talks is ended, as Node does it.
        const wasHeard = socket?.emit('data', read);
        if (wasHeard !== true) socket?.destroy();
        return true;
      },
    };
    const withBuffer: ClientRequestArgs & { readonly onread: OnReadOpts } = { ...options, onread };
    const socket = createConnection(withBuffer, callback);
    if (socket) bulkSockets.set(socket, (next) => (sink = next));
    return socket;
  };
  return agent;
}
