import {
  type HostMessage,
  hostMessageSchema,
  type MessageTransport,
  type WorkerMessage,
} from '../contract/index.ts';
import { type ProcessMessage, processMessageSchema } from './processMessages.ts';

/** The process that started the worker, whichever shell it is of. */
export interface WorkerHostConnection {
  post(message: WorkerMessage): void;
  /** A `connect` brings a transport with it. Messages that came before the listener was set are delivered to it. */
  onMessage(listener: (message: HostMessage, transport: MessageTransport | null) => void): void;
}

/** The near end of a channel that the host has opened. */
interface Channel {
  deliver(message: unknown): void;
  /** The host has closed it. */
  close(): void;
}

/** Of the terminal or the system, to all of its processes. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The host of a worker that was started by `forkWorkerProcess`. It decides when this process ends: signals are left to
 * it, and a host that is gone, however it went, takes this process with it at once.
 */
export function connectHostProcess(): WorkerHostConnection {
  const channels = new Map<number, Channel>();
  for (const signal of STOP_SIGNALS) process.on(signal, () => undefined);
  process.on('disconnect', endAtOnce);
  if (!process.connected) endAtOnce();

  function openChannel(channelId: number): MessageTransport {
    const waiting: unknown[] = [];
    let accept = (message: unknown): void => void waiting.push(message);
    let onClosed = (): void => undefined;
    const close = (): void => {
      if (channels.delete(channelId)) onClosed();
    };
    channels.set(channelId, { deliver: (message) => accept(message), close });
    return {
      send(message) {
        if (channels.has(channelId)) send({ kind: 'data', channelId, message });
      },
      onMessage(listener) {
        accept = listener;
        for (const message of waiting.splice(0)) listener(message);
      },
      onClose(listener) {
        onClosed = listener;
      },
      close() {
        if (channels.has(channelId)) send({ kind: 'close', channelId });
        close();
      },
    };
  }

  return {
    post(message) {
      send({ kind: 'control', message, opens: null });
    },
    // Node keeps what comes before the first listener.
    onMessage(listener) {
      process.on('message', (received) => {
        const message = processMessageSchema.parse(received);
        if (message.kind === 'data') return channels.get(message.channelId)?.deliver(message.message);
        if (message.kind === 'close') return channels.get(message.channelId)?.close();
        const transport = message.opens === null ? null : openChannel(message.opens);
        listener(hostMessageSchema.parse(message.message), transport);
      });
    },
  };
}

/** Throws what cannot be cloned; what is sent to a host that is gone is lost. */
function send(message: ProcessMessage): void {
  process.send?.(message, undefined, undefined, () => undefined);
}

/** Nobody is left to be asked, and what is kept survives this as it survives a power cut. */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}
