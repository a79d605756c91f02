import { AppError, type AppErrorOptions, type ErrorCode } from '../../contract/index.ts';

export interface RetryableErrorOptions extends AppErrorOptions {
  /** How long the server asked to wait; null when it said nothing. */
  readonly waitMs?: number | null;
}

/** A failure that may pass when the same is tried again. When the tries are used up it is reported as it is. */
export class RetryableError extends AppError {
  readonly waitMs: number | null;

  constructor(code: ErrorCode, message: string, { waitMs = null, ...options }: RetryableErrorOptions = {}) {
    super(code, message, options);
    this.waitMs = waitMs;
  }
}
