import type { ServerResponse } from 'node:http';
import { AppError, type ErrorCode, serializeError } from '../contract/index.ts';

const STATUS_BY_CODE: Partial<Record<ErrorCode, number>> = {
  'invalid-request': 400,
  'permission-denied': 403,
  'not-found': 404,
  // It is being started again.
  'worker-exited': 503,
  'media-missing': 404,
  'disk-full': 507,
};

/** For what the page never sees: refusals and missing files. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  const body = Buffer.from(`${text}\n`);
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

/** An error as the page reads it; the status is that of its code if none is given. What is not expected tells no more. */
export function sendError(response: ServerResponse, error: unknown, status?: number): void {
  const expected = error instanceof AppError ? error : new AppError('internal', 'The request failed.');
  const { stack: _stack, cause: _cause, ...serialized } = serializeError(expected);
  sendJson(response, status ?? STATUS_BY_CODE[expected.code] ?? 500, { error: serialized });
}
