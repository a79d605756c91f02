import { createAbortError } from '../../contract/index.ts';
import type { JobContext } from '../jobRun.ts';

/** What a test runner does that is never done: works until it is stopped. */
export function runUntilStopped(_job: unknown, { signal }: Pick<JobContext, 'signal'>): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => {
      reject(createAbortError());
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });
}
