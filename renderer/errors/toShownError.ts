import { isAbortError, type SerializedError, serializeError } from '../../worker/contract/index.ts';

/** What is kept to be shown of anything that was thrown: null for a cancellation, which is not an error. */
export function toShownError(error: unknown): SerializedError | null {
  return isAbortError(error) ? null : serializeError(error);
}
