import { AppError, type ErrorDetails } from '../../contract/index.ts';
import { readRequestedWait } from './rateLimit.ts';
import { RetryableError } from './retryableError.ts';

export interface FailedResponse {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
}

/** What was asked for, for the details of the error. */
export interface HubSubject {
  readonly repository: string;
  readonly revision?: string;
  readonly file?: string;
}

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 500, 502, 503, 504]);
const NOT_FOUND_REASONS: ReadonlyMap<string, string> = new Map([
  ['RepoNotFound', 'repository'],
  ['RevisionNotFound', 'revision'],
  ['EntryNotFound', 'file'],
]);
/** The two messages that Python's client tells apart as well (`hf_raise_for_status`). */
const BAD_TOKEN = 'Invalid credentials in Authorization header';
const DISABLED = 'Access to this resource is disabled.';

/** The error that an unsuccessful answer of the hub means, told from its headers alone. */
export function toHubError(response: FailedResponse, subject: HubSubject): AppError {
  const { status, headers, url } = response;
  const code = headers.get('x-error-code') ?? '';
  const message = headers.get('x-error-message') ?? '';
  const requestId = headers.get('x-request-id');
  const details: ErrorDetails = {
    ...subject,
    host: url.host,
    status,
    ...(requestId === null ? {} : { requestId: requestId.slice(0, 200) }),
  };
  const describe = (what: string) => `The hub answered ${status}: ${what}.`;
  const denied = (reason: string) =>
    new AppError('hub-access-denied', describe(reason), { details: { ...details, reason } });
  const missing = (reason: string) =>
    new AppError('hub-not-found', describe(reason), { details: { ...details, reason } });

  const notFoundReason = NOT_FOUND_REASONS.get(code);
  if (notFoundReason !== undefined) return missing(notFoundReason);
  if (code === 'GatedRepo') return denied(status === 401 ? 'login' : 'terms');
  if (message === DISABLED) return denied('disabled');
  if (status === 401) return message === BAD_TOKEN ? denied('bad-token') : missing('missing-or-private');
  if (status === 403) return denied('refused');
  if (status === 404 || status === 410) return missing('unknown');
  if (status === 429) {
    const waitMs = readRequestedWait(headers);
    return new RetryableError('hub-rate-limited', describe('rate limited'), { details, waitMs });
  }
  if (RETRYABLE_STATUS.has(status)) {
    const waitMs = readRequestedWait(headers);
    return new RetryableError('network-unreachable', describe('server error'), { details, waitMs });
  }
  const reason = status === 407 ? 'proxy' : 'unexpected-answer';
  return new AppError('network-unreachable', describe(reason), { details: { ...details, reason } });
}
