import type { Hash } from 'node:crypto';
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { discardArray } from '../../lib/discardArray.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { sidecarPath } from '../cache/cacheLayout.ts';
import { createContentHash, hashFile } from './contentHash.ts';

/** What a partial download is a part of. */
export interface PartialIdentity {
  readonly commit: string;
  /** Path in the repository, for whoever looks at the sidecar. */
  readonly file: string;
  readonly etag: string;
  readonly sizeBytes: number;
}

export interface PartialFile {
  /** Bytes that are there and hashed. */
  readonly receivedBytes: number;
  /** Strong ETag of the server that sent them; null when it gave none. */
  readonly validator: string | null;
  /**
   * Adds bytes at the end and takes their memory over: they are gone when they are written. May return before they are
   * on the disk; an error then comes with a later call.
   */
  append(bytes: Buffer): Promise<void>;
  /** Throws away what is there and begins anew. */
  restart(): Promise<void>;
  setValidator(validator: string | null): void;
  /** Hex digest of everything; ends appending. */
  finish(): Promise<string>;
  /** Closes the file and leaves what is needed to go on later. Never throws: there is nothing better to do then. */
  keep(): Promise<void>;
  /** Closes the file, lets it be moved to its final place and removes its record. */
  publish(moveIntoPlace: (path: string) => Promise<void>): Promise<void>;
  /** Closes the file, and removes it and its record. */
  remove(): Promise<void>;
}

/** Section 2.6, step 8: what a power cut may cost. The time is for slow lines, where that much takes an hour. */
const FLUSH_BYTES = 64 * 1024 * 1024;
const FLUSH_INTERVAL_MS = 10_000;
/**
 * Bytes of the network are gathered into writes of this size: larger ones have left the processor's cache before they are
 * written, which cost up to twice the time on a busy computer (measured with 1 and 4 MiB). So many may be under way,
 * because another thread does them, and is not always there at once.
 */
const WRITE_BYTES = 256 * 1024;
const MAX_WRITES = 4;

const sidecarSchema = z.object({
  commit: z.string(),
  path: z.string(),
  etag: z.string(),
  size: z.number().int(),
  validator: z.string().nullable(),
  flushedBytes: z.number().int().min(0),
});

/**
 * Opens a partial download, with what an earlier run left of the same content: cut to what was certainly written,
 * and read once for the hash. Throws `disk-full`, `permission-denied`, the system's error, or an AbortError.
 */
export async function openPartialFile(
  path: string,
  identity: PartialIdentity,
  signal: AbortSignal,
): Promise<PartialFile> {
  try {
    const earlier = await loadSidecar(path, identity);
    const handle = await open(path, earlier === null ? 'w' : 'r+');
    try {
      const hash = createContentHash(identity.etag, identity.sizeBytes);
      const keptBytes = earlier === null ? 0 : await cutTo(handle, earlier.flushedBytes);
      await hashFile(path, { hash, signal, endBytes: keptBytes });
      const validator = keptBytes > 0 ? (earlier?.validator ?? null) : null;
      return createPartialFile({ path, handle, identity, hash, keptBytes, validator });
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw toFileError(error, path);
  }
}

async function loadSidecar(path: string, identity: PartialIdentity) {
  const text = await readFile(sidecarPath(path), 'utf8').catch(() => null);
  const hasPartial = await open(path, 'r').then(
    async (handle) => handle.close().then(() => true),
    () => false,
  );
  if (text === null || !hasPartial) return null;
  const parsed = sidecarSchema.safeParse(parseJson(text));
  // The commit may be another: content with the same hash is the same content.
  const isSame =
    parsed.success && parsed.data.etag === identity.etag && parsed.data.size === identity.sizeBytes;
  return isSame ? parsed.data : null;
}

/** Cuts the file to what is known to be on the disk; zero if it is shorter than that, for then nothing is known. */
async function cutTo(handle: FileHandle, flushedBytes: number): Promise<number> {
  const { size } = await handle.stat();
  const keptBytes = size >= flushedBytes ? flushedBytes : 0;
  await handle.truncate(keptBytes);
  return keptBytes;
}

interface OpenPartial {
  readonly path: string;
  readonly handle: FileHandle;
  readonly identity: PartialIdentity;
  readonly hash: Hash;
  readonly keptBytes: number;
  readonly validator: string | null;
}

function createPartialFile(options: OpenPartial): PartialFile {
  const { path, handle, identity } = options;
  let { hash, validator } = options;
  let receivedBytes = options.keptBytes;
  let writtenBytes = options.keptBytes;
  /** Where the last flush, which may still be going on, ends. */
  let flushedBytes = options.keptBytes;
  let flushedAtMs = performance.now();
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  /** Ends with all writes that were begun; fails once one has failed, so that nothing after a hole counts as flushed. */
  let writing: Promise<void> = Promise.resolve();
  let writes: Promise<void>[] = [];
  let flushing: Promise<void> = Promise.resolve();

  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      throw toFileError(error, path);
    }
  };
  /** Hands what is gathered to the system while the next bytes come in. */
  const startWriting = async (): Promise<void> => {
    if (writes.length >= MAX_WRITES) await writes.shift();
    const pieces = gathered;
    const position = writtenBytes;
    writtenBytes += gatheredBytes;
    gathered = [];
    gatheredBytes = 0;
    const write = writeAll(handle, pieces, position).then(() => pieces.forEach(discardArray));
    writes.push(write);
    writing = Promise.all([writing, write]).then(() => undefined);
    // It is awaited by a later call; until then a failure has nobody to go to.
    writing.catch(() => undefined);
  };
  const flush = async (written: Promise<void>, endBytes: number): Promise<void> => {
    await written;
    await handle.datasync();
    await saveSidecar(path, identity, validator, endBytes);
  };
  /** Lets everything that is here so far be made safe while the next bytes come in. */
  const startFlushing = async (): Promise<void> => {
    await flushing;
    await startWriting();
    flushedBytes = writtenBytes;
    flushedAtMs = performance.now();
    flushing = flush(writing, writtenBytes);
    flushing.catch(() => undefined);
  };
  const settle = () => Promise.allSettled([writing, flushing]);

  return {
    get receivedBytes() {
      return receivedBytes;
    },
    get validator() {
      return validator;
    },
    setValidator(value) {
      validator = value;
    },
    append: (bytes) =>
      guarded(async () => {
        hash.update(bytes);
        gathered.push(bytes);
        gatheredBytes += bytes.length;
        receivedBytes += bytes.length;
        if (gatheredBytes >= WRITE_BYTES) await startWriting();
        const isDue =
          receivedBytes - flushedBytes >= FLUSH_BYTES || performance.now() - flushedAtMs >= FLUSH_INTERVAL_MS;
        if (isDue) await startFlushing();
      }),
    restart: () =>
      guarded(async () => {
        await settle();
        writing = flushing = Promise.resolve();
        writes = [];
        // First the record: bytes that it does not speak of are cut off when the file is opened again.
        await removeSidecar(path);
        await handle.truncate(0);
        hash = createContentHash(identity.etag, identity.sizeBytes);
        receivedBytes = writtenBytes = flushedBytes = gatheredBytes = 0;
        gathered = [];
        validator = null;
      }),
    async finish() {
      await guarded(async () => {
        await startWriting();
        await writing;
        await flushing;
        await handle.sync();
      });
      return hash.digest('hex');
    },
    async keep() {
      await startFlushing().catch(() => undefined);
      await settle();
      await handle.close().catch(() => undefined);
    },
    async publish(moveIntoPlace) {
      await handle.close();
      await moveIntoPlace(path);
      // After the move: a process that is killed between the two leaves a record too many and no byte too few.
      await removeSidecar(path);
    },
    async remove() {
      await settle();
      await handle.close().catch(() => undefined);
      await removeSidecar(path);
      await rm(path, { force: true });
    },
  };
}

async function writeAll(handle: FileHandle, pieces: readonly Buffer[], position: number): Promise<void> {
  let left = pieces;
  let at = position;
  while (left.length > 0) {
    const { bytesWritten } = await handle.writev(left, at);
    at += bytesWritten;
    left = dropBytes(left, bytesWritten);
  }
}

/** What a short write left to be written. */
function dropBytes(pieces: readonly Buffer[], bytes: number): readonly Buffer[] {
  let toDrop = bytes;
  return pieces.flatMap((piece) => {
    const rest = piece.subarray(Math.min(toDrop, piece.length));
    toDrop -= piece.length - rest.length;
    return rest.length === 0 ? [] : [rest];
  });
}

async function saveSidecar(
  path: string,
  { commit, file, etag, sizeBytes }: PartialIdentity,
  validator: string | null,
  flushedBytes: number,
): Promise<void> {
  const record = { commit, path: file, etag, size: sizeBytes, validator, flushedBytes };
  // One fixed name, so that a process that is killed here leaves at most one file, which the next replaces.
  const temporary = temporarySidecarPath(path);
  await writeFile(temporary, JSON.stringify(record));
  await rename(temporary, sidecarPath(path));
}

async function removeSidecar(path: string): Promise<void> {
  await rm(sidecarPath(path), { force: true });
  await rm(temporarySidecarPath(path), { force: true });
}

function temporarySidecarPath(path: string): string {
  return `${sidecarPath(path)}.tmp`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
