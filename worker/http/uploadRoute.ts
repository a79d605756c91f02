import { readdir, rm, statfs } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { AppError } from '../contract/index.ts';
import type { Logger } from '../lib/logger.ts';
import { makeFolder } from '../lib/makeFolder.ts';
import { PRIVATE_FOLDER } from '../lib/privateFolder.ts';
import { toFileError } from '../lib/toFileError.ts';
import type { HttpLimits } from './httpLimits.ts';
import { createTooLargeError, PARTIAL_SUFFIX, receiveUpload } from './receiveUpload.ts';
import { sendError, sendJson } from './sendResponse.ts';

export interface UploadRouteOptions {
  readonly uploadsDir: string;
  readonly limits: Pick<HttpLimits, 'maxUploadBytes' | 'maxUploads'>;
  readonly logger: Pick<Logger, 'warn'>;
}

export interface UploadRoute {
  /** Keeps the body of the request as a file. The caller has checked that it may be written. */
  receive(request: IncomingMessage, response: ServerResponse, name: string): Promise<void>;
  /** Resolves when no upload is going on and what was cut off is removed. */
  settled(): Promise<void>;
}

/** Left free for the library and the system, our choice. */
const RESERVED_BYTES = 268_435_456;

/** Makes the folder for uploads, and removes what uploads that were killed have left there. */
export async function openUploadRoute(options: UploadRouteOptions): Promise<UploadRoute> {
  const { uploadsDir, limits, logger } = options;
  const running = new Set<Promise<void>>();
  try {
    await makeFolder(uploadsDir, PRIVATE_FOLDER);
    await removePartial(uploadsDir);
  } catch (error) {
    throw toFileError(error, uploadsDir);
  }

  async function receive(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    try {
      // Somebody may have deleted it to make room.
      await makeFolder(uploadsDir, PRIVATE_FOLDER).catch((error: unknown) => {
        throw toFileError(error, uploadsDir);
      });
      await refuseSize(Number(request.headers['content-length'] ?? 0));
      const path = await receiveUpload({
        source: request,
        uploadsDir,
        name,
        maxBytes: limits.maxUploadBytes,
      });
      sendJson(response, 201, { path });
    } catch (error) {
      if (request.errored !== null || response.destroyed) return;
      if (!(error instanceof AppError)) logger.warn('An upload failed.', { error });
      sendError(response, error);
    }
  }

  async function refuseSize(sizeBytes: number): Promise<void> {
    if (sizeBytes > limits.maxUploadBytes) throw createTooLargeError(limits.maxUploadBytes);
    const { bavail, bsize } = await statfs(uploadsDir);
    const freeBytes = bavail * bsize;
    if (sizeBytes > 0 && sizeBytes + RESERVED_BYTES > freeBytes) {
      throw new AppError('disk-full', 'The file does not fit on the disk.', {
        details: { path: uploadsDir, neededBytes: sizeBytes, freeBytes },
      });
    }
  }

  return {
    async receive(request, response, name) {
      if (running.size >= limits.maxUploads) {
        const details = { reason: 'too-many-uploads', maxUploads: limits.maxUploads };
        const error = new AppError('invalid-request', 'Too many uploads are going on.', { details });
        sendError(response, error, 429);
        return;
      }
      const upload = receive(request, response, name);
      running.add(upload);
      await upload.finally(() => running.delete(upload));
    },
    async settled() {
      await Promise.allSettled(running);
    },
  };
}

async function removePartial(uploadsDir: string): Promise<void> {
  for (const name of await readdir(uploadsDir)) {
    if (name.endsWith(PARTIAL_SUFFIX)) await rm(join(uploadsDir, name), { force: true });
  }
}
