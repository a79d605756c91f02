import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import type { HostMessage, MessageTransport } from '../contract/index.ts';
import { type ProcessMessage, processMessageSchema } from './processMessages.ts';
import { workerEnvironment } from './workerEnvironment.ts';
import type { WorkerProcess } from './workerHost.ts';

export interface ForkWorkerProcessOptions {
  /** Module that calls `connectHostProcess`. */
  readonly entry: URL;
  readonly args: readonly string[];
}

/** What shells add to the number of a signal that has ended a process. */
const ENDED_BY_SIGNAL = 128;
const NO_PROCESS = -1;

/**
 * Starts the worker as a child process of Node. What stands for a port is a transport: it is relayed to the child until
 * either side closes it, or the child ends. What the child prints goes to standard error, since standard output belongs
 * to the command.
 */
export function forkWorkerProcess({
  entry,
  args,
}: ForkWorkerProcessOptions): WorkerProcess<MessageTransport> {
  const events = new EventEmitter<{ exit: [code: number]; message: [message: unknown] }>();
  const channels = new Map<number, MessageTransport>();
  let nextChannelId = 0;
  const child = fork(entry, args, {
    // Bytes survive, as they do over a port.
    serialization: 'advanced',
    env: workerEnvironment(),
    stdio: ['ignore', process.stderr.fd, process.stderr.fd, 'ipc'],
  });

  /** What is sent to a process that has just ended is lost; its clients hear of the end. */
  function send(message: ProcessMessage): void {
    if (child.connected) child.send(message, () => undefined);
  }

  function relay(channelId: number, transport: MessageTransport): void {
    channels.set(channelId, transport);
    transport.onClose(() => {
      if (channels.delete(channelId)) send({ kind: 'close', channelId });
    });
    transport.onMessage((message) => {
      send({ kind: 'data', channelId, message });
    });
  }

  function deliver(channelId: number, message: unknown): void {
    try {
      channels.get(channelId)?.send(message);
    } catch {
      // What this transport cannot carry would end the host; its client connects again.
      close(channelId);
      send({ kind: 'close', channelId });
    }
  }

  /** The child has closed it, or nobody is there any more. */
  function close(channelId: number): void {
    const transport = channels.get(channelId);
    channels.delete(channelId);
    transport?.close();
  }

  function end(code: number): void {
    for (const channelId of [...channels.keys()]) close(channelId);
    events.emit('exit', code);
  }

  child.on('message', (received) => {
    const message = processMessageSchema.parse(received);
    if (message.kind === 'control') events.emit('message', message.message);
    else if (message.kind === 'data') deliver(message.channelId, message.message);
    else close(message.channelId);
  });
  child.on('exit', (code, signal) => {
    end(code ?? (signal === null ? NO_PROCESS : ENDED_BY_SIGNAL + constants.signals[signal]));
  });
  child.on('error', () => {
    // The system has no room for another process: there is no exit of one that was never there.
    if (child.pid === undefined) end(NO_PROCESS);
  });

  return Object.assign(events, {
    pid: child.pid,
    postMessage(message: HostMessage, [transport]: MessageTransport[] = []) {
      if (transport === undefined) return send({ kind: 'control', message, opens: null });
      const opens = nextChannelId++;
      send({ kind: 'control', message, opens });
      relay(opens, transport);
    },
    // The child leaves signals to its host.
    kill: () => child.kill('SIGKILL'),
  });
}
