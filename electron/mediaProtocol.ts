import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import {
  DESKTOP_SHELL,
  getMediaType,
  hasErrorCode,
  type MediaRecord,
  parseByteRange,
} from '../worker/contract/index.ts';
import type { ProtocolRequest } from './electronApi.ts';

export interface MediaProtocolOptions {
  /** Asks the worker. Rejects with `not-found`, or with `worker-exited` while there is none. */
  readonly findMedia: (mediaId: string) => Promise<Pick<MediaRecord, 'path'>>;
}

/** An id as the library gives them. */
const MEDIA_PATH = /^\/([A-Za-z0-9_-]{1,100})$/;

/**
 * Answers `media://recording/ID` with a recording of the library, or one range of it (RFC 9110, section 14), from where
 * it lies. Electron's own file requests ignore ranges, and audio without them cannot be sought in. The address says an
 * id, so that no file outside the library can be asked for. Never rejects.
 */
export function createMediaProtocol({
  findMedia,
}: MediaProtocolOptions): (request: ProtocolRequest) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'Method not allowed');
    const mediaId = getMediaId(request.url);
    if (mediaId === null) return answer(404, 'Not found');
    try {
      const { path } = await findMedia(mediaId);
      return await answerFile(request, path);
    } catch (error) {
      if (hasErrorCode(error, 'worker-exited')) return answer(503, 'The worker is not running');
      return answer(404, 'Not found');
    }
  };
}

function getMediaId(url: string): string | null {
  const { protocol, host, pathname } = new URL(url);
  if (`${protocol}//${host}` !== DESKTOP_SHELL.mediaOrigin) return null;
  return MEDIA_PATH.exec(pathname)?.[1] ?? null;
}

/** Rejects for what cannot be opened. */
async function answerFile({ method, headers }: ProtocolRequest, path: string): Promise<Response> {
  // Opening a pipe would wait for somebody to write into it.
  if (!(await stat(path)).isFile()) return answer(404, 'Not found');
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const range = parseByteRange(headers.get('range') ?? undefined, size);
    const common = { 'Accept-Ranges': 'bytes', 'Cache-Control': 'no-store' };
    if (range === 'unsatisfiable') {
      await file.close();
      return new Response(null, { status: 416, headers: { ...common, 'Content-Range': `bytes */${size}` } });
    }
    const { start, end } = range === 'whole' ? { start: 0, end: size - 1 } : range;
    const isEmpty = method === 'HEAD' || size === 0;
    if (isEmpty) await file.close();
    return new Response(isEmpty ? null : toWebStream(file.createReadStream({ start, end })), {
      status: range === 'whole' ? 200 : 206,
      headers: {
        ...common,
        'Content-Type': getMediaType(path),
        'Content-Length': String(end - start + 1),
        ...(range === 'whole' ? {} : { 'Content-Range': `bytes ${start}-${end}/${size}` }),
      },
    });
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}

/** Node's type of the stream lacks what the DOM's has gained; it is the same class. */
function toWebStream(stream: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array>;
}

function answer(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'Content-Type': 'text/plain' } });
}
