import type { ErrorDetails } from './errors.ts';

/** A detail of an error as it stands in a sentence: in quotation marks, or what is said where it is not known. */
export function quoteDetail(detail: ErrorDetails[string] | undefined, otherwise: string): string {
  return typeof detail === 'string' && detail !== '' ? `“${detail}”` : otherwise;
}
