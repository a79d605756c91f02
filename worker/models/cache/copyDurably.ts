import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { createAbortError } from '../../contract/index.ts';
import { renameReplacing } from '../../lib/renameReplacing.ts';

export interface CopyDurablyOptions {
  /** Where the file is while it is not complete: on the volume of its place. */
  readonly part: string;
  readonly signal: AbortSignal;
  /** Called after each piece, before the file is in its place. */
  readonly onBytes: (bytes: number) => void;
}

const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * Copies a file so that it appears under its name complete, on the disk, and with the time of the original. Returns the
 * SHA-256 of what was read. Throws an AbortError, or the system's error; what was copied of the file is removed then.
 */
export async function copyDurably(
  from: string,
  to: string,
  { part, signal, onBytes }: CopyDurablyOptions,
): Promise<string> {
  const hash = createHash('sha256');
  const source = await open(from, 'r');
  try {
    const info = await source.stat();
    const target = await open(part, 'w', info.mode & 0o777);
    try {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, info.size + 1));
      for (;;) {
        if (signal.aborted) throw createAbortError();
        const { bytesRead } = await source.read(piece, 0, piece.byteLength, null);
        if (bytesRead === 0) break;
        hash.update(piece.subarray(0, bytesRead));
        await target.writeFile(piece.subarray(0, bytesRead));
        onBytes(bytesRead);
      }
      await target.utimes(info.atime, info.mtime);
      await target.sync();
    } finally {
      await target.close();
    }
    await renameReplacing(part, to);
    return hash.digest('hex');
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await source.close();
  }
}
