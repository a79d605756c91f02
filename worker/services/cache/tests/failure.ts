import type { JobSnapshot } from '../../../contract/index.ts';

/** How a job ended, and why. */
export function failure({ status, error }: JobSnapshot) {
  return { status, code: error?.code, details: error?.details };
}

/** The failure of a job whose folder for models is refused. */
export function refused(reason: string) {
  return { status: 'failed', code: 'cache-location-refused', details: { reason } };
}
