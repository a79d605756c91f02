import { hasErrorCode, type JobSnapshot } from '../../contract/index.ts';
import type { MediaInput } from '../findMedia.ts';
import type { SupervisedWorker } from '../superviseWorker.ts';
import type { Output } from '../ui/output.ts';

/** Of many recordings, this many are named. Our choice: they fit on a line. */
const MAX_NAMED = 3;

export interface QueueContext {
  readonly worker: Pick<SupervisedWorker, 'client' | 'untilListening'>;
  /** Resolves when the person stops the command; rejects when there will be no worker any more. */
  readonly untilStopped: () => Promise<void>;
  readonly output: Output;
  /** What is not queued when it aborts is left out. */
  readonly signal: AbortSignal;
}

/** Queues recordings where they are on the disk, with the options of the settings, as if they were dropped on the page. */
export async function queueRecordings(
  recordings: readonly MediaInput[],
  context: QueueContext,
): Promise<void> {
  const { output } = context;
  const queued: string[] = [];
  for (const { file, path } of recordings) {
    const job = await queueRecording(path, context);
    if (job === null) break;
    output.printJson({ type: 'job', ...job });
    queued.push(file);
  }
  if (queued.length > 0) output.note(describeQueued(queued));
}

/**
 * Null when the signal aborts. A worker that ends, perhaps with the recording before, is asked again when it is back: what
 * it has queued already is taken up, not queued twice.
 */
async function queueRecording(
  path: string,
  { worker, untilStopped, signal }: QueueContext,
): Promise<JobSnapshot | null> {
  while (!signal.aborted) {
    try {
      return await worker.client.request('jobs.start', { kind: 'transcribe', path });
    } catch (error) {
      if (!hasErrorCode(error, 'worker-exited')) throw error;
      await Promise.race([worker.untilListening(), untilStopped()]);
    }
  }
  return null;
}

function describeQueued(files: readonly string[]): string {
  const named = files.slice(0, MAX_NAMED).join(', ');
  if (files.length === 1) return `Queued ${named}`;
  const rest = files.length - MAX_NAMED;
  return `Queued ${files.length} recordings: ${named}${rest > 0 ? ` and ${rest} more` : ''}`;
}
