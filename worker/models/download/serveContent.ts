import type { Hash } from 'node:crypto';
import { readSync, writeSync, writevSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import { discardArray } from '../../lib/discardArray.ts';
import { createContentHash } from './contentHash.ts';
import type { ContentFailure, ContentReply, ContentRequest } from './contentProtocol.ts';

interface OpenContent {
  readonly hash: Hash;
  /** Whatever comes after it would lie behind a hole. */
  failure: ContentFailure | null;
}

/** As `readPieces` has it: the speed of the disk, and a millisecond of hashing. */
const READ_BYTES = 1024 * 1024;

/**
 * Hashes and writes files for the other side of a port. Nothing here waits but for the disk: the thread has no other
 * work, and calls that return when they are done cost it a fraction of those that call back.
 */
export function serveContent(port: MessagePort): void {
  const contents = new Map<number, OpenContent>();
  port.on('message', (request: ContentRequest) => {
    const memory = request.kind === 'append' ? request.pieces.map(({ buffer }) => buffer) : [];
    const reply: ContentReply = { ...answer(request, contents), memory };
    port.postMessage(reply, memory);
  });
}

function answer(request: ContentRequest, contents: Map<number, OpenContent>): Omit<ContentReply, 'memory'> {
  const { file } = request;
  if (request.kind === 'begin') {
    contents.set(file, { hash: createContentHash(request.etag, request.sizeBytes), failure: null });
    return { digest: null, failure: null };
  }
  const content = contents.get(file);
  if (request.kind === 'end') contents.delete(file);
  if (content === undefined || content.failure !== null) {
    return { digest: null, failure: content?.failure ?? null };
  }
  try {
    return { digest: work(request, content.hash), failure: null };
  } catch (error) {
    content.failure = toFailure(error);
    return { digest: null, failure: content.failure };
  }
}

function work(request: ContentRequest, hash: Hash): string | null {
  if (request.kind === 'digest') return hash.digest('hex');
  if (request.kind === 'read') read(request, hash);
  if (request.kind === 'append') append(request, hash);
  return null;
}

type RequestOf<Kind extends ContentRequest['kind']> = Extract<ContentRequest, { readonly kind: Kind }>;

/** A file that is shorter than it was ends with a hash that is wrong, which is what it is. */
function read({ fd, position, byteCount }: RequestOf<'read'>, hash: Hash): void {
  const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, byteCount));
  for (let at = 0; at < byteCount;) {
    const bytesRead = readSync(fd, buffer, 0, Math.min(buffer.length, byteCount - at), position + at);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  discardArray(buffer);
}

function append({ fd, position, pieces }: RequestOf<'append'>, hash: Hash): void {
  for (const piece of pieces) hash.update(piece);
  // One call for all: many small ones cost a tenth of the thread's time. It may write less than it was given.
  let writtenBytes = writevSync(fd, pieces, position);
  let end = position;
  for (const piece of pieces) {
    const there = Math.min(writtenBytes, piece.length);
    writtenBytes -= there;
    writeRest(fd, piece, there, end);
    end += piece.length;
  }
}

/** Writes what of a piece that begins at `position` is not there yet. */
function writeRest(fd: number, piece: Uint8Array, there: number, position: number): void {
  for (let at = there; at < piece.length;) at += writeSync(fd, piece, at, piece.length - at, position + at);
}

function toFailure(error: unknown): ContentFailure {
  if (!(error instanceof Error)) return { message: String(error), code: null };
  return { message: error.message, code: 'code' in error ? String(error.code) : null };
}
