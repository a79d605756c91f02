import { AppError, getErrorMessage, hasErrorCode } from '../../contract/index.ts';

/** What a person reads about a failure; `subject` is the file or thing it happened to. */
export function describeError(error: unknown, subject: string | null): string {
  const code = error instanceof AppError ? error.code : 'internal';
  const message = getErrorMessage(code, error instanceof AppError ? error.details : {});
  const heading = subject === null ? message.title : `${subject}: ${message.title}`;
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
  if (hasErrorCode(error, 'export-failed') && error.details['reason'] === 'exists') {
    return ['With --overwrite it is replaced.'];
  }
  // Whoever reports a mistake needs its words, and it may be one of the installation.
  const isBug = !(error instanceof AppError) || error.code === 'internal';
  return isBug ? [`Details: ${error instanceof Error ? error.message : String(error)}`] : [];
}
