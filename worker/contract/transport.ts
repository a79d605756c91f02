/**
 * One end of a two-way channel for plain, cloneable messages. The protocol (`RpcClient`, the worker's server) knows
 * only this; a transport is a dozen lines around a MessagePort, a WebSocket or a pair in memory.
 */
export interface MessageTransport {
  send(message: unknown): void;
  /** Delivers messages in order; messages that came before the listener was set are delivered to it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when either side closed or vanished. */
  onClose(listener: () => void): void;
  close(): void;
}
