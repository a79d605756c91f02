import { AppError, createAbortError } from '../../contract/index.ts';
import { RetryableError } from './retryableError.ts';

/** Codes of OpenSSL and Node for certificates that are not trusted: waiting does not mend them. */
const CERTIFICATE_CODE = /CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH/;

/** The error that a request which got no answer, or only a part of one, means. */
export function toRequestError(error: unknown, url: URL, signal: AbortSignal): Error {
  if (signal.aborted) return createAbortError();
  if (error instanceof AppError) return error;
  const systemCode = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const message = error instanceof Error ? error.message : String(error);
  const reason = describeReason(systemCode);
  const details = { host: url.host, systemCode, ...(reason === null ? {} : { reason }) };
  if (reason === null) return new RetryableError('network-unreachable', message, { details, cause: error });
  return new AppError('network-unreachable', message, { details, cause: error });
}

function describeReason(systemCode: string): string | null {
  if (systemCode === 'ERR_PROXY_TUNNEL' || systemCode === 'ERR_PROXY_INVALID_CONFIG') return 'proxy';
  return CERTIFICATE_CODE.test(systemCode) ? 'certificate' : null;
}
