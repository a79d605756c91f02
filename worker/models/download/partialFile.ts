import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { createAbortError } from '../../contract/index.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { sidecarPath } from '../cache/cacheLayout.ts';
import type { ContentFile, ContentWriter } from './contentWriter.ts';

/** What a partial download is a part of. */
export interface PartialIdentity {
  readonly commit: string;
  /** Path in the repository, for whoever looks at the sidecar. */
  readonly file: string;
  readonly etag: string;
  readonly sizeBytes: number;
}

export interface PartialFile {
  /** Bytes that are there, or on their way to the hash and the disk. */
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
/** Before the end of a file, so that the last flush, for which everything waits, is a short one (our choice). */
const LAST_FLUSH_BYTES = 16 * 1024 * 1024;
/**
 * Bytes of the network are gathered into writes of this size: smaller ones cost more messages between threads, larger
 * ones have left the processor's cache before they are written (measured).
 */
const WRITE_BYTES = 1024 * 1024;
/** An abort is noticed after so much of what is there already: some 10 ms. */
const READ_BYTES = 16 * 1024 * 1024;

const sidecarSchema = z.object({
  commit: z.string(),
  path: z.string(),
  etag: z.string(),
  size: z.number().int(),
  validator: z.string().nullable(),
  flushedBytes: z.number().int().min(0),
});

export interface OpenPartialFileOptions {
  readonly path: string;
  readonly identity: PartialIdentity;
  readonly writer: ContentWriter;
  readonly signal: AbortSignal;
}

/**
 * Opens a partial download, with what an earlier run left of the same content: cut to what was certainly written,
 * and read once for the hash. Throws `disk-full`, `permission-denied`, the system's error, or an AbortError.
 */
export async function openPartialFile(options: OpenPartialFileOptions): Promise<PartialFile> {
  const { path, identity, writer, signal } = options;
  try {
    const earlier = await loadSidecar(path, identity);
    const handle = await open(path, earlier === null ? 'w' : 'r+');
    const content = writer.open({ fd: handle.fd, etag: identity.etag, sizeBytes: identity.sizeBytes });
    try {
      const keptBytes = earlier === null ? 0 : await cutTo(handle, earlier.flushedBytes);
      for (let position = 0; position < keptBytes; position += READ_BYTES) {
        if (signal.aborted) throw createAbortError();
        await content.read(position, Math.min(READ_BYTES, keptBytes - position));
      }
      const validator = keptBytes > 0 ? (earlier?.validator ?? null) : null;
      return createPartialFile({ path, handle, identity, content, keptBytes, validator });
    } catch (error) {
      content.end();
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
  readonly content: ContentFile;
  readonly keptBytes: number;
  readonly validator: string | null;
}

function createPartialFile(options: OpenPartial): PartialFile {
  const { path, handle, identity, content } = options;
  let { validator } = options;
  let receivedBytes = options.keptBytes;
  /** Where the last write that was begun ends, and the last that ended well. */
  let begunBytes = options.keptBytes;
  let writtenBytes = options.keptBytes;
  /** Where the last flush, which may still be going on, ends. */
  let flushedBytes = options.keptBytes;
  let flushedAtMs = performance.now();
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  /** The last write. They end in turn, and once one has failed, all later ones do. */
  let writing: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | null = null;
  let flushing: Promise<void> = Promise.resolve();
  /** A disk that failed to flush may have forgotten what it said it had. */
  let isDoubtful = false;

  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      throw toFileError(error, path);
    }
  };
  /** Hands what is gathered on, to be hashed and written while the next bytes come in. */
  const startWriting = async (): Promise<void> => {
    await content.room();
    if (failure !== null) throw failure.error;
    const endBytes = begunBytes + gatheredBytes;
    writing = content.append(gathered, begunBytes).then(() => {
      writtenBytes = endBytes;
    });
    begunBytes = endBytes;
    gathered = [];
    gatheredBytes = 0;
    writing.catch((error: unknown) => {
      failure ??= { error };
    });
  };
  const flush = async (endBytes: number): Promise<void> => {
    isDoubtful = true;
    await handle.datasync();
    isDoubtful = false;
    await saveSidecar(path, identity, validator, endBytes);
  };
  /** Lets everything that is here so far be made safe while the next bytes come in. */
  const startFlushing = async (): Promise<void> => {
    await flushing;
    await startWriting();
    flushedBytes = begunBytes;
    flushedAtMs = performance.now();
    const endBytes = begunBytes;
    flushing = writing.then(() => flush(endBytes));
    flushing.catch(() => undefined);
  };
  const isFlushDue = (): boolean => {
    const lastFlushAt = identity.sizeBytes - LAST_FLUSH_BYTES;
    return (
      receivedBytes - flushedBytes >= FLUSH_BYTES ||
      (flushedBytes < lastFlushAt && receivedBytes >= lastFlushAt) ||
      performance.now() - flushedAtMs >= FLUSH_INTERVAL_MS
    );
  };
  const settle = () => Promise.allSettled([writing, flushing]);
  const close = async (): Promise<void> => {
    content.end();
    await handle.close();
  };

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
        gathered.push(bytes);
        gatheredBytes += bytes.length;
        receivedBytes += bytes.length;
        if (gatheredBytes >= WRITE_BYTES) await startWriting();
        if (isFlushDue()) await startFlushing();
      }),
    restart: () =>
      guarded(async () => {
        await settle();
        writing = flushing = Promise.resolve();
        failure = null;
        isDoubtful = false;
        // First the record: bytes that it does not speak of are cut off when the file is opened again.
        await removeSidecar(path);
        await handle.truncate(0);
        content.restart();
        receivedBytes = begunBytes = writtenBytes = flushedBytes = gatheredBytes = 0;
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
      return await content.digest();
    },
    async keep() {
      await startWriting().catch(() => undefined);
      await settle();
      if (!isDoubtful) {
        // What is behind the last good write goes: a disk that is full needs the room for the record.
        await handle
          .truncate(writtenBytes)
          .then(() => flush(writtenBytes))
          .catch(() => undefined);
      }
      await close().catch(() => undefined);
    },
    async publish(moveIntoPlace) {
      await close();
      await moveIntoPlace(path);
      // After the move: a process that is killed between the two leaves a record too many and no byte too few.
      await removeSidecar(path);
    },
    async remove() {
      await settle();
      await close().catch(() => undefined);
      await removeSidecar(path);
      await rm(path, { force: true });
    },
  };
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
