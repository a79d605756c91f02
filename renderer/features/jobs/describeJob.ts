import type { JobSnapshot, SerializedError } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { formatFactor, formatRemaining } from '../../strings/formatAmounts.ts';

/** Name of the file that a job works on, whatever system its path is from. */
export function getFileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** What a job is about, in a few words. */
export function getJobName(job: JobSnapshot): string {
  switch (job.kind) {
    case 'transcribe':
      return getFileName(job.params.path);
    case 'download-model':
      return job.params.modelId;
    default:
      return en.jobs.kinds[job.kind];
  }
}

/**
 * An error of a job for people, who know the recording by its name: a copy that was dropped into a browser has a path that
 * says nothing to them.
 */
export function nameRecording(
  error: SerializedError,
  { params }: JobSnapshot<'transcribe'>,
): SerializedError {
  if (error.details?.['path'] !== params.path) return error;
  return { ...error, details: { ...error.details, path: getFileName(params.path) } };
}

/** One line about where a job is: `Transcribing · 42 % · 8.4× real time · 2 min left`. */
export function describeJob({ status, progress }: JobSnapshot): string {
  if (status === 'paused' && progress !== null) {
    return `${en.jobs.statuses.paused} · ${Math.floor(progress.fraction * 100)} %`;
  }
  if (status !== 'running' || progress === null) return en.jobs.statuses[status];
  const { stage, fraction, speed, remainingSeconds } = progress;
  return [
    en.jobs.stages[stage],
    `${Math.floor(fraction * 100)} %`,
    speed === null ? null : en.jobs.speed(formatFactor(speed)),
    remainingSeconds === null ? null : en.jobs.left(formatRemaining(remainingSeconds)),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
