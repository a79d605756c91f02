import type { HubClient } from './hubClient.ts';
import { toHubError } from './hubError.ts';
import { createRetryPlan, type Sleep } from './retryPlan.ts';

export interface CheckAccessOptions {
  readonly client: HubClient;
  readonly repository: string;
  readonly signal: AbortSignal;
  readonly sleep?: Sleep;
}

const MAX_FAILURES = 5;

/**
 * Asks whether the files of a gated repository may be downloaded: its page and listing are public. Throws
 * `hub-access-denied` with the reason, and what else `toHubError` and `HubClient.get` name.
 */
export async function checkAccess({ client, repository, signal, sleep }: CheckAccessOptions): Promise<void> {
  const retry = createRetryPlan({ signal, maxFailures: MAX_FAILURES, ...(sleep ? { sleep } : {}) });
  const url = client.toUrl(`/api/models/${repository}/auth-check`);
  for (;;) {
    try {
      const answer = await client.get({ url, purpose: 'check-access', signal });
      answer.discard();
      if (answer.status === 200) return;
      throw toHubError(answer, { repository });
    } catch (error) {
      await retry.failed(error);
    }
  }
}
