import { type FileHandle, open, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { getMediaType, hasErrorCode, type MediaRecord, parseByteRange } from '../contract/index.ts';
import { sendText } from './sendResponse.ts';

export interface MediaRouteOptions {
  /** As it stands in the address. */
  readonly mediaId: string;
  /** Rejects with `not-found`. */
  readonly findMedia: (mediaId: string) => Promise<Pick<MediaRecord, 'path'>>;
}

/**
 * Sends a recording of the library, or one range of it, from where it lies. The caller has checked that it may be
 * read. The address says an id, so that no file outside the library can be asked for.
 */
export async function sendMedia(
  request: IncomingMessage,
  response: ServerResponse,
  { mediaId, findMedia }: MediaRouteOptions,
): Promise<void> {
  const path = await findPath(mediaId, findMedia);
  const file = path === null ? null : await openRegularFile(path);
  if (path === null || file === null) {
    sendText(response, 404, 'Not found');
    return;
  }
  try {
    await sendFile(request, response, { file, contentType: getMediaType(path) });
  } finally {
    await file.close();
  }
}

async function findPath(mediaId: string, findMedia: MediaRouteOptions['findMedia']): Promise<string | null> {
  try {
    return (await findMedia(mediaId)).path;
  } catch (error) {
    if (hasErrorCode(error, 'not-found') || hasErrorCode(error, 'invalid-request')) return null;
    throw error;
  }
}

async function openRegularFile(path: string): Promise<FileHandle | null> {
  try {
    // Opening a pipe would wait for somebody to write into it.
    return (await stat(path)).isFile() ? await open(path, 'r') : null;
  } catch {
    return null;
  }
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { file, contentType }: { readonly file: FileHandle; readonly contentType: string },
): Promise<void> {
  const { size, mtimeMs } = await file.stat();
  const etag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;
  const condition = request.headers['if-range'];
  const range =
    condition === undefined || condition === etag ? parseByteRange(request.headers.range, size) : 'whole';
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('ETag', etag);
  // A recording leaves no copy in the browser's cache.
  response.setHeader('Cache-Control', 'no-store');
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${size}`);
    sendText(response, 416, 'Range not satisfiable');
    return;
  }
  const { start, end } = range === 'whole' ? { start: 0, end: size - 1 } : range;
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', end - start + 1);
  if (range !== 'whole') response.setHeader('Content-Range', `bytes ${start}-${end}/${size}`);
  response.writeHead(range === 'whole' ? 200 : 206);
  if (request.method === 'HEAD' || size === 0) response.end();
  else await pipeline(file.createReadStream({ start, end, autoClose: false }), response);
}
