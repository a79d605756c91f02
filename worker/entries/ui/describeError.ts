import { AppError, type ErrorDetails, getErrorMessage, hasErrorCode } from '../../contract/index.ts';
import { toPrintable } from './toPrintable.ts';

/** What a person reads about a failure; `subject` is the file or thing it happened to. */
export function describeError(error: unknown, subject: string | null): string {
  const code = error instanceof AppError ? error.code : 'internal';
  const message = getErrorMessage(code, error instanceof AppError ? error.details : {});
  const heading = subject === null ? message.title : `${toPrintable(subject)}: ${message.title}`;
  return [`earshot: ${heading}`, message.text, message.nextStep, ...getHints(error)].join('\n  ');
}

/** The same failure for `--json`: the code for programs, the sentences for people. */
export function toErrorRecord(error: unknown, file: string | null) {
  const code = error instanceof AppError ? error.code : 'internal';
  const details = error instanceof AppError ? error.details : {};
  const message = error instanceof Error ? error.message : String(error);
  return {
    type: 'error',
    ...(file === null ? {} : { file }),
    code,
    message,
    details,
    ...getErrorMessage(code, details),
  };
}

/** What helps on the command line only. */
function getHints(error: unknown): string[] {
  const command = findCommand(error);
  if (command !== null) return [command];
  if (hasErrorCode(error, 'export-failed') && error.details['reason'] === 'exists') {
    return ['With --overwrite it is replaced.'];
  }
  // Whoever reports a mistake needs its words, and it may be one of the installation.
  const isBug = !(error instanceof AppError) || error.code === 'internal';
  return isBug ? [`Details: ${error instanceof Error ? error.message : String(error)}`] : [];
}

/** The command that the next step is about, where there is one. */
function findCommand(error: unknown): string | null {
  if (hasErrorCode(error, 'not-found')) return LISTS[String(error.details['kind'])] ?? null;
  if (hasErrorCode(error, 'model-missing') && error.details['folder'] === undefined) {
    return '"earshot models list" shows what is here, "earshot models available" what can be downloaded.';
  }
  if (hasErrorCode(error, 'model-crashed')) {
    return `"earshot models release ${String(error.details['model'])}" allows it again.`;
  }
  if (hasErrorCode(error, 'hub-not-found')) {
    return '"earshot models available" shows what can be downloaded by its name.';
  }
  if (hasErrorCode(error, 'invalid-request') && error.details['reason'] === 'job-status') {
    return describeNextCommand(error.details);
  }
  return null;
}

const LISTS: Readonly<Record<string, string>> = {
  job: '"earshot jobs list" shows them.',
  meeting: '"earshot library list" shows them.',
  model: '"earshot models list" shows them.',
};

/** For a job whose status does not allow what was asked of it. */
function describeNextCommand({ jobId, status, meetingId }: ErrorDetails): string {
  if (status === 'failed' || status === 'canceled') return `"earshot jobs retry ${jobId}" does.`;
  if (status !== 'completed') return `"earshot jobs cancel ${jobId}" stops it.`;
  return meetingId === null
    ? '"earshot jobs list" shows it.'
    : `"earshot library show ${meetingId}" shows the transcript, "earshot transcribe --force" makes a new one.`;
}
