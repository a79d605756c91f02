import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createReceiveMemory, type ReceiveMemory } from '../hub/receiveMemory.ts';
import type { ContentFailure, ContentReply, ContentRequest } from './contentProtocol.ts';

export interface ContentTarget {
  /** Of a file that stays open until `end`, and until all that was asked for before it has settled. */
  readonly fd: number;
  /** Says which hash is wanted, with the size. */
  readonly etag: string;
  readonly sizeBytes: number;
}

/** A file whose content is hashed while it is written. All calls are done in the order in which they are made. */
export interface ContentFile {
  /** Feeds bytes that are in the file already to the hash. */
  read(position: number, byteCount: number): Promise<void>;
  /** Settles when there is room for more, whatever becomes of what is under way. Comes before each `append`. */
  room(): Promise<void>;
  /**
   * Feeds bytes to the hash, writes them, and takes their memory over. Settles when the system has them. After one that
   * failed, all that follow fail in the same way, without writing anything, until `restart`.
   */
  append(pieces: readonly Buffer[], position: number): Promise<void>;
  /** Begins the hash anew. */
  restart(): void;
  /** Hex digest of all that was read and appended. Ends the hash. */
  digest(): Promise<string>;
  end(): void;
}

/** Hashes and writes in a thread of its own, which starts with the first file. */
export interface ContentWriter {
  open(target: ContentTarget): ContentFile;
}

export interface ContentWriterOptions {
  /** That of the transport, which gets back what it gave away as pieces. */
  readonly memory?: ReceiveMemory;
  readonly startThread?: () => Worker;
}

/** A thread takes memory, and a twentieth of a second to start: between the files of a model it stays (our choice). */
const IDLE_MS = 10_000;
/** So much of all files may be under way, because the thread is not always there at once (measured on a busy computer). */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * One thread for all files, as it hashes and writes more than any network brings. What it does is more than half of the
 * work of a download, and was done by the thread that answers the page meanwhile. Calls reject with the system's error,
 * its `code` included, or with that of the thread if it breaks; the next file then has another.
 */
export function createContentWriter(options: ContentWriterOptions = {}): ContentWriter {
  const { memory = createReceiveMemory(), startThread = startContentThread } = options;
  let lastFile = 0;
  let thread: Connection | null = null;
  let underWayBytes = 0;
  let waiting: (() => void)[] = [];
  const settle = (byteCount: number) => {
    underWayBytes -= byteCount;
    // Half and not a little: two threads that wait for each other at every write get little done on a busy computer.
    if (underWayBytes > MAX_BYTES / 2) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    open({ fd, etag, sizeBytes }) {
      if (thread?.hasEnded !== false) thread = connect(startThread(), memory);
      const { ask, enter, leave } = thread;
      const file = (lastFile += 1);
      // Its failures are those of what follows.
      const begin = () => void ask({ kind: 'begin', file, etag, sizeBytes }).catch(() => undefined);
      enter();
      begin();
      return {
        async read(position, byteCount) {
          await ask({ kind: 'read', file, fd, position, byteCount });
        },
        async room() {
          if (underWayBytes >= MAX_BYTES) await new Promise<void>((resolve) => waiting.push(resolve));
        },
        async append(pieces, position) {
          const owned = pieces.map((piece) => own(piece, memory));
          const transferred = owned.map(({ buffer }) => buffer);
          const byteCount = owned.reduce((sum, { length }) => sum + length, 0);
          underWayBytes += byteCount;
          try {
            await ask({ kind: 'append', file, fd, position, pieces: owned }, transferred);
          } finally {
            settle(byteCount);
          }
        },
        restart: begin,
        async digest() {
          return (await ask({ kind: 'digest', file })) ?? '';
        },
        end() {
          void ask({ kind: 'end', file }).catch(() => undefined);
          leave();
        },
      };
    },
  };
}

interface Connection {
  readonly hasEnded: boolean;
  ask(request: ContentRequest, transferred?: readonly ArrayBuffer[]): Promise<string | null>;
  enter(): void;
  leave(): void;
}

/** The thread's file has the extension of this one: `.ts` in the sources, `.js` when built. */
function startContentThread(): Worker {
  const url = new URL(`./contentThread${extname(import.meta.url)}`, import.meta.url);
  return new Worker(url, { name: 'content' });
}

function connect(worker: Worker, memory: ReceiveMemory): Connection {
  const pending: PromiseWithResolvers<string | null>[] = [];
  let openFiles = 0;
  let ended: Error | null = null;
  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of pending.splice(0)) reject(ended);
  };
  let idleTimer: NodeJS.Timeout | undefined;
  worker.on('message', ({ digest, failure, memory: freed }: ContentReply) => {
    for (const buffer of freed) memory.giveBack(buffer);
    const next = pending.shift();
    if (failure === null) next?.resolve(digest);
    else next?.reject(toError(failure));
  });
  worker.on('error', (error) => {
    end(error instanceof Error ? error : new Error(String(error)));
  });
  worker.on('exit', () => {
    end(new Error('The content thread has ended.'));
  });
  return {
    get hasEnded() {
      return ended !== null;
    },
    ask(request, transferred = []) {
      if (ended !== null) return Promise.reject(ended);
      const reply = Promise.withResolvers<string | null>();
      worker.postMessage(request, transferred);
      pending.push(reply);
      return reply.promise;
    },
    enter() {
      openFiles += 1;
      clearTimeout(idleTimer);
      worker.ref();
    },
    leave() {
      openFiles -= 1;
      if (openFiles > 0) return;
      // A process with nothing else to do does not wait for a thread without a file.
      worker.unref();
      idleTimer = setTimeout(() => {
        end(new Error('The content thread was idle.'));
        void worker.terminate();
        memory.clear();
      }, IDLE_MS).unref();
    },
  };
}

/** The piece itself where nobody else uses its memory, else a copy: what is sent away is gone on this side. */
function own(piece: Buffer, memory: ReceiveMemory): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = piece;
  const isOwn = buffer.byteLength === byteLength || memory.owns(buffer);
  return buffer instanceof ArrayBuffer && isOwn
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : Uint8Array.from(piece);
}

function toError({ message, code }: ContentFailure): Error {
  const error = new Error(message);
  return code === null ? error : Object.assign(error, { code });
}
