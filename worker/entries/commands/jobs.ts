import { createAbortError, deserializeError, type JobSnapshot } from '../../contract/index.ts';
import type { JobsCommand } from '../command.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { formatDate } from '../ui/formatDate.ts';
import { nameJob } from '../ui/nameJob.ts';
import { toPrintable } from '../ui/toPrintable.ts';
import { waitForJob } from '../waitForJob.ts';

/** Lists, cancels and retries jobs. A job that is retried runs here, so the command ends when the job does. */
export async function runJobs(command: JobsCommand, context: CommandContext): Promise<ExitCode> {
  switch (command.action) {
    case 'list':
      await list(context);
      break;
    case 'cancel':
      await cancel(command.jobId, context);
      break;
    case 'retry':
      await retry(command.jobId, context);
  }
  return EXIT_CODES.ok;
}

async function list({ client, output, signal }: CommandContext): Promise<void> {
  const jobs = await client.request('jobs.list', undefined, { signal });
  for (const job of jobs) output.printJson({ type: 'job', ...job });
  output.printTable(jobs.map(toRow), ['JOB', 'BEGUN', 'STATE', 'DONE', 'WHAT']);
  if (jobs.length === 0) output.note('There are no jobs.');
}

function toRow(job: JobSnapshot): string[] {
  const fraction = job.progress === null ? '-' : `${Math.floor(job.progress.fraction * 100)}%`;
  const reason = job.error === null ? [] : [`(${job.error.code})`];
  return [
    job.jobId,
    formatDate(job.createdAtMs),
    job.status,
    fraction,
    [toPrintable(nameJob(job)), ...reason].join(' '),
  ];
}

async function cancel(jobId: string, { client, output, signal }: CommandContext): Promise<void> {
  const before = (await client.request('jobs.list', undefined, { signal })).find(
    (job) => job.jobId === jobId,
  );
  const job = await client.request('jobs.cancel', { jobId }, { signal });
  output.note(describeCanceled(job, before?.finishedAtMs ?? null));
  output.printJson({ type: 'job', ...job });
}

/** @param finishedAtMs When it was over before anybody canceled it; null where it was not. */
function describeCanceled({ jobId, status, meetingId }: JobSnapshot, finishedAtMs: number | null): string {
  const goOn = `"earshot jobs retry ${jobId}" goes on from there.`;
  if (status === 'completed') {
    const see = meetingId === null ? '' : ` "earshot library show ${meetingId}" shows the transcript.`;
    return `${jobId} is completed already: there was nothing to cancel.${see}`;
  }
  if (status === 'failed') {
    return `${jobId} has failed already: there was nothing to cancel. "earshot jobs retry ${jobId}" tries again.`;
  }
  if (finishedAtMs !== null) return `${jobId} was canceled before. ${goOn}`;
  return `${jobId} is canceled. What was done is kept: ${goOn}`;
}

async function retry(jobId: string, { client, output, progressBar, signal }: CommandContext): Promise<void> {
  const job = await waitForJob(client, () => client.request('jobs.retry', { jobId }, { signal }), {
    signal,
    onChange(job) {
      if (job.progress !== null) progressBar.show(nameJob(job), job.progress);
    },
  });
  progressBar.clear();
  output.printJson({ type: 'job', ...job });
  if (job.error !== null) throw deserializeError(job.error);
  if (job.status !== 'completed') throw createAbortError();
  const see = job.meetingId === null ? '' : `; see "earshot library show ${job.meetingId}"`;
  output.note(`${job.jobId} is completed${see}.`);
}
