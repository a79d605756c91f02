import { open, stat, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AV_LOG_QUIET, AV_NOPTS_VALUE, AV_TIME_BASE, AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import { Codec, Dictionary, FormatContext, Log } from 'node-av/lib';
import { AppError, createAbortError, type AbortSignalLike, throwIfAborted } from '../contract/index.ts';
import { DEMUXERS } from './demuxers.ts';
import { ffmpegError, fileError, unreadableError } from './mediaError.ts';

/** A media file open in FFmpeg. */
export interface OpenMedia {
  readonly path: string;
  readonly sizeBytes: number;
  /** Streams are known. Objects taken from it must not be used after `close`. */
  readonly context: FormatContext;
  /** As the container declares it or its bit rate implies it; null when neither is there. */
  readonly durationSeconds: number | null;
  /** Where media time 0 lies on the container's clock: players subtract it too. */
  readonly clockStartSeconds: number;
  /** Rejects with `media-changed` if the file was written to or cut since it was opened. */
  verifyUnchanged(): Promise<void>;
  /** Rejects with `media-unreadable` (`read-failed`) if the disk cannot deliver the file from this byte on. */
  verifyReadable(fromByte: number): Promise<void>;
  close(): Promise<void>;
}

/** More than FFmpeg reads ahead (32 KiB) or a packet holds. */
const READ_CHECK_BYTES = 1_048_576;

/**
 * Opens a local media file and reads its headers off the event loop.
 *
 * The path only ever names a file: it is made absolute and handed to FFmpeg behind its `file:` protocol, which is the
 * only protocol allowed, so `http://...`, `concat:...` or `-i` are file names like any other. What a file may be is
 * limited to `DEMUXERS`, and decoders that FFmpeg tries while looking for parameters to those of audio.
 *
 * Throws `media-missing`, `permission-denied`, `media-unreadable` (see `UnreadableReason`), `out-of-memory`, or an
 * AbortError.
 */
export async function openMedia(path: string, signal: AbortSignalLike): Promise<OpenMedia> {
  throwIfAborted(signal);
  const absolutePath = resolve(path);
  const handle = await openRegularFile(absolutePath);
  const context = new FormatContext();
  const interrupt = (): void => {
    context.interrupt();
  };
  signal.addEventListener('abort', interrupt);
  try {
    const { size, mtimeMs } = await handle.stat();
    if (size === 0) throw unreadableError(absolutePath, 'empty');
    await openContext(context, absolutePath);
    throwIfAborted(signal);
    return {
      path: absolutePath,
      sizeBytes: size,
      context,
      durationSeconds: secondsOrNull(context.duration),
      clockStartSeconds: secondsOrNull(context.startTime) ?? 0,
      async verifyUnchanged() {
        const now = await handle.stat();
        if (now.size === size && now.mtimeMs === mtimeMs) return;
        throw new AppError('media-changed', 'The media file changed while it was read.', {
          details: { path: absolutePath, sizeBytes: size, newSizeBytes: now.size },
        });
      },
      async verifyReadable(fromByte) {
        await handle
          .read(Buffer.alloc(READ_CHECK_BYTES), 0, READ_CHECK_BYTES, Math.max(0, fromByte))
          .catch((error: unknown) => {
            throw fileError(absolutePath, error);
          });
      },
      async close() {
        signal.removeEventListener('abort', interrupt);
        await context.closeInput();
        await handle.close();
      },
    };
  } catch (error) {
    signal.removeEventListener('abort', interrupt);
    await context.closeInput();
    await handle.close();
    throw signal.aborted ? createAbortError() : error;
  }
}

/** Looks before it opens: opening a pipe or a device could wait forever. */
async function openRegularFile(path: string): Promise<FileHandle> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw unreadableError(path, 'directory');
    if (!info.isFile()) throw unreadableError(path, 'not-a-file');
    return await open(path, 'r');
  } catch (error) {
    throw error instanceof AppError ? error : fileError(path, error);
  }
}

async function openContext(context: FormatContext, path: string): Promise<void> {
  Log.setLevel(AV_LOG_QUIET);
  const options = Dictionary.fromObject({
    protocol_whitelist: 'file',
    format_whitelist: DEMUXERS.join(','),
    codec_whitelist: audioDecoderNames(),
  });
  try {
    const opened = await context.openInput(`file:${path}`, null, options);
    if (opened < 0) throw ffmpegError(path, opened);
  } finally {
    options.free();
  }
  const found = await context.findStreamInfo();
  if (found < 0) throw ffmpegError(path, found);
}

function secondsOrNull(time: bigint): number | null {
  return time === AV_NOPTS_VALUE ? null : Number(time) / AV_TIME_BASE;
}

let decoderNames: string | undefined;

function audioDecoderNames(): string {
  decoderNames ??= Codec.getCodecList()
    .filter((codec) => codec.isDecoder() && codec.type === AVMEDIA_TYPE_AUDIO)
    .map((codec) => codec.name)
    .join(',');
  return decoderNames;
}
