import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { PRIVATE_FOLDER } from './privateFolder.ts';

export interface RotatingFileOptions {
  readonly path: string;
  /** A file that would grow past this is moved aside first. */
  readonly maxBytes: number;
  /** Files kept besides the current one, as `path.1` (newest) to `path.N`. */
  readonly keep: number;
}

/**
 * Returns a function that appends one line. The folder is made if it is not there, for its owner alone. Lines are written at once, so that the last ones before a crash are there.
 * A line that cannot be written is dropped: a full disk must not turn a warning into a failure.
 */
export function openRotatingFile({ path, maxBytes, keep }: RotatingFileOptions): (line: string) => void {
  let sizeBytes = 0;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
    sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    // Each line will find out for itself.
  }
  return (line) => {
    const bytes = Buffer.from(`${line}\n`);
    try {
      if (sizeBytes > 0 && sizeBytes + bytes.length > maxBytes) {
        rotate(path, keep);
        sizeBytes = 0;
      }
      appendFileSync(path, bytes);
      sizeBytes += bytes.length;
    } catch {
      return;
    }
  };
}

function rotate(path: string, keep: number): void {
  rmSync(`${path}.${keep}`, { force: true });
  for (let number = keep - 1; number >= 0; number -= 1) {
    const from = number === 0 ? path : `${path}.${number}`;
    if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, `${path}.${number + 1}`);
  }
}
