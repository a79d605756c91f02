import type { JobStage } from '../../contract/index.ts';
import type { JobContext } from '../../jobs/jobRun.ts';
import { createTransferRate } from '../../models/download/transferRate.ts';

export interface ByteReport {
  readonly stage: JobStage;
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** The part of the whole job that these bytes are, such as [0, 0.5]. */
  readonly share: readonly [start: number, end: number];
}

/** Reports the progress of a job that reads or writes files: bytes, how many a second, and the fraction of the job. */
export function createByteReporter(context: Pick<JobContext, 'report'>): (report: ByteReport) => void {
  let rate = createTransferRate();
  let latest: ByteReport | null = null;
  return (report) => {
    const { stage, doneBytes, totalBytes, share } = report;
    if (latest?.stage !== stage) rate = createTransferRate();
    rate.add(Math.max(0, doneBytes - (latest?.stage === stage ? latest.doneBytes : 0)));
    latest = report;
    const [start, end] = share;
    const part = totalBytes > 0 ? Math.min(1, doneBytes / totalBytes) : 0;
    context.report({
      stage,
      fraction: start + part * (end - start),
      processedSeconds: null,
      totalSeconds: null,
      receivedBytes: doneBytes,
      totalBytes,
      bytesPerSecond: rate.bytesPerSecond(),
    });
  };
}
