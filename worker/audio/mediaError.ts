import {
  AVERROR_EACCES,
  AVERROR_EINVAL,
  AVERROR_EIO,
  AVERROR_ENOENT,
  AVERROR_ENOMEM,
} from 'node-av/constants';
import { FFmpegError } from 'node-av/lib';
import { AppError, type ErrorDetails } from '../contract/index.ts';
import { toFileError } from '../lib/toFileError.ts';

/**
 * Why a file cannot be used, as `details.reason` of `media-unreadable`.
 * `unrecognized`: no audio or video format, or its header is damaged. `unsupported`: recognised, but of a kind that
 * is refused (playlists) or beyond the limits. `undecodable`: not one packet of the audio stream could be decoded.
 */
export type UnreadableReason =
  'directory' | 'not-a-file' | 'empty' | 'unrecognized' | 'unsupported' | 'undecodable' | 'read-failed';

export function unreadableError(
  path: string,
  reason: UnreadableReason,
  details: ErrorDetails = {},
  cause?: unknown,
): AppError {
  return new AppError('media-unreadable', `Cannot read the media file (${reason}).`, {
    details: { path, reason, ...details },
    cause,
  });
}

/** The failure of a file system call on the media file. */
export function fileError(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
    case 'ERR_INVALID_ARG_VALUE':
      return new AppError('media-missing', 'The media file is not there.', {
        details: { path },
        cause: error,
      });
    case 'EISDIR':
      return unreadableError(path, 'directory', {}, error);
    default: {
      const known = toFileError(error, path);
      return known === error && typeof code === 'string'
        ? unreadableError(path, 'read-failed', { systemCode: code }, error)
        : known;
    }
  }
}

/** The failure of an FFmpeg call, from its negative return code. */
export function ffmpegError(path: string, code: number): AppError {
  const cause = new Error(`${FFmpegError.strerror(code)} (${String(code)})`);
  switch (code) {
    case AVERROR_ENOENT:
      return new AppError('media-missing', 'The media file is not there.', { details: { path }, cause });
    case AVERROR_EACCES:
      return new AppError('permission-denied', 'The media file may not be read.', {
        details: { path },
        cause,
      });
    case AVERROR_ENOMEM:
      return new AppError('out-of-memory', 'Not enough memory to read the media file.', {
        details: { path },
        cause,
      });
    case AVERROR_EIO:
      return unreadableError(path, 'read-failed', {}, cause);
    case AVERROR_EINVAL:
      return unreadableError(path, 'unsupported', {}, cause);
    default:
      return unreadableError(path, 'unrecognized', {}, cause);
  }
}
