import type { AbortSignalLike } from '../contract/index.ts';
import type { ThreadConnection } from './threadConnection.ts';

export interface RemoteHandle {
  /** Opens what the handle stands for, again if the thread it was opened in has ended. */
  ensureOpen(signal?: AbortSignalLike): Promise<OpenHandle>;
  /** Closes it where it is open. */
  close(): Promise<void>;
}

export interface OpenHandle {
  readonly connection: ThreadConnection;
  readonly handle: number;
}

/** Something that is open in the inference thread. `open` opens it on a connection and returns its handle. */
export function createRemoteHandle(
  connect: () => ThreadConnection,
  open: (connection: ThreadConnection, signal: AbortSignalLike | undefined) => Promise<number>,
): RemoteHandle {
  let current: OpenHandle | null = null;
  return {
    async ensureOpen(signal) {
      if (current?.connection.isOpen === true) return current;
      const connection = connect();
      current = { connection, handle: await open(connection, signal) };
      return current;
    },
    async close() {
      if (current === null) return;
      const { connection, handle } = current;
      current = null;
      connection.forgetHandle(handle);
      if (connection.isOpen) await connection.call('close', { handle });
    },
  };
}
