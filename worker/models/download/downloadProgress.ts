import { throttle } from '../../lib/throttle.ts';
import type { FileProgress } from './fileDownloader.ts';
import { createTransferRate } from './transferRate.ts';

export interface DownloadProgress {
  /** Bytes of all files that are there, those that were there before included. */
  readonly receivedBytes: number;
  readonly totalBytes: number;
  /** Bytes that came over the network. */
  readonly transferredBytes: number;
  readonly completedFiles: number;
  readonly totalFiles: number;
  /** Null while there is nothing to measure. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

export interface ProgressMeter {
  report(path: string, progress: FileProgress): void;
  completed(path: string): void;
  /** Sends the last state, if it was not sent. */
  end(): void;
}

/** Ten messages a second (contract, rule 5). */
const INTERVAL_MS = 100;

/** Adds up the progress of files that are downloaded at the same time. */
export function createProgressMeter(
  files: readonly { readonly path: string; readonly sizeBytes: number }[],
  onProgress: (progress: DownloadProgress) => void,
): ProgressMeter {
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const received = new Map<string, FileProgress>();
  const completedPaths = new Set<string>();
  const rate = createTransferRate();
  let receivedBytes = 0;
  let transferredBytes = 0;
  const throttled = throttle(onProgress, INTERVAL_MS);
  const push = () => {
    const bytesPerSecond = rate.bytesPerSecond();
    const leftBytes = totalBytes - receivedBytes;
    throttled.push({
      receivedBytes,
      totalBytes,
      transferredBytes,
      completedFiles: completedPaths.size,
      totalFiles: files.length,
      bytesPerSecond,
      secondsLeft: bytesPerSecond === null || bytesPerSecond === 0 ? null : leftBytes / bytesPerSecond,
    });
  };
  return {
    report(path, progress) {
      const before = received.get(path) ?? { receivedBytes: 0, transferredBytes: 0 };
      received.set(path, progress);
      receivedBytes += progress.receivedBytes - before.receivedBytes;
      const newBytes = Math.max(0, progress.transferredBytes - before.transferredBytes);
      transferredBytes += newBytes;
      rate.add(newBytes);
      push();
    },
    completed(path) {
      completedPaths.add(path);
      push();
    },
    end: throttled.flush,
  };
}
