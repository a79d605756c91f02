import { z } from 'zod';
import type { AbortSignalLike } from './abortSignal.ts';

/**
 * The closed list of expected failures. Programs switch on the code; the sentence for the person is looked up
 * in `errorMessages.ts`. A canceled operation is an `AbortError`, never a code.
 */
export const ERROR_CODES = [
  'invalid-request',
  'not-found',
  'worker-exited',
  'offline',
  'network-unreachable',
  'hub-not-found',
  'hub-access-denied',
  'hub-rate-limited',
  'download-corrupt',
  'disk-full',
  'disk-failed',
  'too-many-open-files',
  'permission-denied',
  'model-missing',
  'model-incompatible',
  'model-unsuitable',
  'model-in-use',
  'cache-busy',
  'model-crashed',
  'cache-location-refused',
  'bundle-damaged',
  'media-missing',
  'media-unreadable',
  'media-no-audio',
  'media-changed',
  'out-of-memory',
  'inference-failed',
  'database-corrupt',
  'database-newer',
  'database-busy',
  'export-failed',
  'edit-conflict',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Plain facts about a failure (a path, a size, a name), for logs, `--json` output and message templates. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

export interface AppErrorOptions {
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/** An expected failure. `message` is for logs and developers; people read the sentence that belongs to `code`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

export const serializedErrorSchema = z.object({
  name: z.string(),
  message: z.string(),
  code: z.enum(ERROR_CODES),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  stack: z.string().optional(),
  get cause() {
    return serializedErrorSchema.optional();
  },
});

/** An error as it crosses a process boundary. Errors without a code of their own travel as `internal`. */
export interface SerializedError {
  readonly name: string;
  readonly message: string;
  readonly code: ErrorCode;
  readonly details?: ErrorDetails | undefined;
  readonly stack?: string | undefined;
  readonly cause?: SerializedError | undefined;
}

const MAX_CAUSE_DEPTH = 5;

/**
 * Turns anything thrown into plain data that `serializedErrorSchema` accepts: whoever waits for the answer would not hear
 * of another. Never throws; a cause chain is cut at five links.
 */
export function serializeError(error: unknown, depth = 0): SerializedError {
  try {
    if (error instanceof Error) return toSerialized(error, depth);
  } catch {
    // Getters and proxies run code of their own.
  }
  return { name: 'Error', message: describeThrown(error), code: 'internal' };
}

function toSerialized(error: Error, depth: number): SerializedError {
  const isAppError = error instanceof AppError;
  const hasCause = error.cause !== undefined && depth < MAX_CAUSE_DEPTH;
  return {
    name: toText(error.name),
    message: toText(error.message),
    code: isAppError ? error.code : 'internal',
    ...(isAppError && Object.keys(error.details).length > 0
      ? { details: toPlainDetails(error.details) }
      : {}),
    ...(typeof error.stack === 'string' ? { stack: error.stack } : {}),
    ...(hasCause ? { cause: serializeError(error.cause, depth + 1) } : {}),
  };
}

/** As JSON has it: what is undefined is left out, and a number that is none is null. */
function toPlainDetails(details: ErrorDetails): ErrorDetails {
  const given: readonly (readonly [string, unknown])[] = Object.entries(details);
  return Object.fromEntries(
    given.filter(([, value]) => value !== undefined).map(([name, value]) => [name, toPlainDetail(value)]),
  );
}

function toPlainDetail(value: unknown): ErrorDetails[string] {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return toText(value);
}

/** The types say that it is text; libraries that make errors by hand do not hold to them. */
function toText(value: unknown): string {
  return typeof value === 'string' ? value : describeThrown(value);
}

/** The inverse of `serializeError`: an `AbortError` stays one, everything else becomes an `AppError`. */
export function deserializeError(serialized: SerializedError): Error {
  if (serialized.name === 'AbortError') return createAbortError(serialized.message);
  const error = new AppError(serialized.code, serialized.message, {
    ...(serialized.details === undefined ? {} : { details: serialized.details }),
    ...(serialized.cause === undefined ? {} : { cause: deserializeError(serialized.cause) }),
  });
  if (serialized.stack !== undefined) error.stack = serialized.stack;
  return error;
}

/** What a canceled operation rejects with, in every process. */
export function createAbortError(message = 'The operation was canceled.'): Error {
  const error = new Error(message);
  error.name = 'AbortError';
  return error;
}

export function throwIfAborted(signal: AbortSignalLike): void {
  if (signal.aborted) throw createAbortError();
}

export function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

export function hasErrorCode(error: unknown, code: ErrorCode): error is AppError {
  return error instanceof AppError && error.code === code;
}

function describeThrown(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'A value that cannot be described was thrown.';
  }
}
