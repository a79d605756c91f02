import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../contract/index.ts';
import { PRIVATE_FOLDER } from '../lib/privateFolder.ts';
import { renameReplacing } from '../lib/renameReplacing.ts';
import { syncFolder } from '../lib/syncFolder.ts';
import { toFileError } from '../lib/toFileError.ts';
import { createUploadName } from './uploadName.ts';

/** Ends the names of files that are not complete; they are removed when the server starts. */
export const PARTIAL_SUFFIX = '.part';
/** Enough to tell the recordings of one person apart; a whole hash makes paths too long for Windows. */
const FOLDER_DIGITS = 16;
/** A recording is nobody else's business. */
const FILE_MODE = 0o600;

export interface ReceiveUploadOptions {
  readonly source: Readable;
  /** Exists. */
  readonly uploadsDir: string;
  /** As the browser gave it. */
  readonly name: string;
  readonly maxBytes: number;
}

/**
 * Streams a file into `UPLOADS/CONTENT_HASH/NAME` and returns that path: the same file dropped twice is kept once.
 * Nothing is visible under that name before it is complete and on the disk, and an upload that fails leaves nothing.
 * Throws `invalid-request` for a file above the bound, `disk-full` and `permission-denied`; otherwise what the source
 * failed with, such as a browser that went away.
 */
export async function receiveUpload(options: ReceiveUploadOptions): Promise<string> {
  const { source, uploadsDir, name, maxBytes } = options;
  const partial = join(uploadsDir, `.${randomUUID()}${PARTIAL_SUFFIX}`);
  const hash = createHash('sha256');
  let receivedBytes = 0;
  async function* readSource(): AsyncGenerator<Buffer> {
    // A source that is destroyed takes the connection with it, on which the answer is to be sent.
    for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      receivedBytes += chunk.length;
      if (receivedBytes > maxBytes) throw createTooLargeError(maxBytes);
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    await pipeline(readSource, createWriteStream(partial, { flags: 'wx', mode: FILE_MODE, flush: true }));
    const folder = join(uploadsDir, hash.digest('hex').slice(0, FOLDER_DIGITS));
    const path = join(folder, createUploadName(name));
    if (await hasSize(path, receivedBytes)) {
      // A job may be reading it: it is left alone.
      await rm(partial);
      return path;
    }
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    await renameReplacing(partial, path);
    await syncFolder(folder);
    await syncFolder(uploadsDir);
    return path;
  } catch (error) {
    await rm(partial, { force: true });
    throw toFileError(error, uploadsDir);
  }
}

export function createTooLargeError(maxBytes: number): AppError {
  return new AppError('invalid-request', 'The file is larger than an upload may be.', {
    details: { reason: 'too-large', maxBytes },
  });
}

async function hasSize(path: string, sizeBytes: number): Promise<boolean> {
  try {
    const entry = await stat(path);
    return entry.isFile() && entry.size === sizeBytes;
  } catch {
    return false;
  }
}
