import { AppError } from '../../contract/index.ts';
import type { HubAnswer, HubClient } from './hubClient.ts';
import type { RequestPurpose } from './egressLedger.ts';
import { type HubSubject, toHubError } from './hubError.ts';
import { RetryableError } from './retryableError.ts';
import { createRetryPlan, type Sleep } from './retryPlan.ts';

export interface HubFetchOptions {
  readonly client: HubClient;
  readonly purpose: RequestPurpose;
  readonly subject: HubSubject;
  readonly signal: AbortSignal;
  readonly sleep?: Sleep;
}

/** A JSON answer of the hub, complete and parsed. */
export interface HubJson {
  readonly url: URL;
  readonly headers: Headers;
  readonly text: string;
}

/** Python's client makes five tries for what somebody waits for. */
const MAX_FAILURES = 5;
/** A page of a listing has 1,000 entries of about 500 bytes. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * Reads a JSON answer to its end, again where that may help: a page that is cut off is a failure, not a shorter page.
 * Throws what `toHubError` and `HubClient.get` name; `network-unreachable` for an answer that is not the hub's.
 */
export async function fetchHubJson(url: URL, options: HubFetchOptions): Promise<HubJson> {
  const { client, purpose, subject, signal, sleep } = options;
  const retry = createRetryPlan({ signal, maxFailures: MAX_FAILURES, ...(sleep ? { sleep } : {}) });
  for (;;) {
    try {
      const answer = await client.get({ url, purpose, signal, headers: { Accept: 'application/json' } });
      if (answer.status !== 200) {
        answer.discard();
        throw toHubError(answer, subject);
      }
      return await readJson(answer, subject);
    } catch (error) {
      await retry.failed(error);
    }
  }
}

/**
 * The `fetch` that `@huggingface/hub` is given: everything it asks for goes through the client, and it sees complete
 * successful answers only. It sends GET requests without headers that matter; the client sets its own.
 */
export function createHubFetch(
  options: HubFetchOptions,
  onAnswer: (answer: HubJson) => Headers = ({ headers }) => headers,
): typeof fetch {
  return async (input) => {
    const answer = await fetchHubJson(new URL(input instanceof Request ? input.url : input), options);
    return new Response(answer.text, { status: 200, headers: onAnswer(answer) });
  };
}

async function readJson(answer: HubAnswer, subject: HubSubject): Promise<HubJson> {
  const { url, headers } = answer;
  if (!/^application\/json\b/i.test(headers.get('content-type') ?? '')) {
    answer.discard();
    throw unexpected(answer, subject, 'it is not JSON');
  }
  const pieces: Buffer[] = [];
  let receivedBytes = 0;
  for await (const piece of answer.body) {
    receivedBytes += piece.length;
    if (receivedBytes > MAX_BODY_BYTES) throw unexpected(answer, subject, 'it is too long');
    pieces.push(piece);
  }
  const text = Buffer.concat(pieces).toString('utf8');
  try {
    JSON.parse(text);
  } catch (error) {
    const details = { ...subject, host: url.host, reason: 'unexpected-answer' };
    throw new RetryableError('network-unreachable', 'The answer is broken JSON.', { details, cause: error });
  }
  return { url, headers, text };
}

function unexpected({ url }: HubAnswer, subject: HubSubject, what: string): AppError {
  return new AppError('network-unreachable', `The answer is not one of the hub: ${what}.`, {
    details: { ...subject, host: url.host, reason: 'unexpected-answer' },
  });
}
