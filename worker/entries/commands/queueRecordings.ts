import type { RpcClient } from '../../contract/index.ts';
import type { MediaInput } from '../findMedia.ts';
import type { Output } from '../ui/output.ts';

/** Of many recordings, this many are named. Our choice: they fit on a line. */
const MAX_NAMED = 3;

export interface QueueContext {
  readonly client: Pick<RpcClient, 'request'>;
  readonly output: Output;
  /** What is not queued when it aborts is left out. */
  readonly signal: AbortSignal;
}

/** Queues recordings where they are on the disk, with the options of the settings, as if they were dropped on the page. */
export async function queueRecordings(
  recordings: readonly MediaInput[],
  { client, output, signal }: QueueContext,
): Promise<void> {
  const queued: string[] = [];
  for (const { file, path } of recordings) {
    if (signal.aborted) break;
    const job = await client.request('jobs.start', { kind: 'transcribe', path });
    output.printJson({ type: 'job', ...job });
    queued.push(file);
  }
  if (queued.length > 0) output.note(describeQueued(queued));
}

function describeQueued(files: readonly string[]): string {
  const named = files.slice(0, MAX_NAMED).join(', ');
  if (files.length === 1) return `Queued ${named}`;
  const rest = files.length - MAX_NAMED;
  return `Queued ${files.length} recordings: ${named}${rest > 0 ? ` and ${rest} more` : ''}`;
}
