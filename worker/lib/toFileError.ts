import { AppError } from '../contract/index.ts';
import type { ErrorCode } from '../contract/index.ts';

const CODE_BY_ERRNO: ReadonlyMap<string, ErrorCode> = new Map([
  ['EACCES', 'permission-denied'],
  ['EPERM', 'permission-denied'],
  ['EROFS', 'permission-denied'],
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EIO', 'disk-failed'],
  ['EMFILE', 'too-many-open-files'],
  ['ENFILE', 'too-many-open-files'],
]);

/** Turns a failed file operation into an AppError with the path and the system's code; other errors pass as they are. */
export function toFileError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  const code = CODE_BY_ERRNO.get(error.code);
  if (code === undefined) return error;
  return new AppError(code, error.message, { details: { path, systemCode: error.code }, cause: error });
}
