import type { ServerResponse } from 'node:http';
import type { Fault } from './fault.ts';
import { bearerToken, type HubRequest } from './hubRequest.ts';
import type { HubState } from './hubState.ts';
import type { FaultQueue } from './faultQueue.ts';
import { withDate, withEncoding, withHubHeaders } from './hubHeaders.ts';
import type { RateLimiter, RateLimitQuotas } from './rateLimiter.ts';
import { rateLimitBucketOf } from './rateLimiter.ts';
import type { LoggedRequest, WritableRequestLog } from './requestLog.ts';
import { jsonPlan, type ResponsePlan } from './responsePlan.ts';
import { answerCdn } from './routes/answerCdn.ts';
import { answerHub } from './routes/answerHub.ts';
import { answerStranger } from './routes/answerStranger.ts';
import { writeResponse } from './writeResponse.ts';

export interface AnswerOptions {
  readonly state: HubState;
  readonly faults: FaultQueue;
  readonly log: WritableRequestLog;
  readonly rateLimiter: RateLimiter;
  readonly quotasOf: (token: string | undefined) => RateLimitQuotas;
  readonly signal: AbortSignal;
}

/** The way of one request: log, faults, route, faults again, socket. */
export async function answerRequest(
  received: HubRequest,
  response: ServerResponse,
  options: AnswerOptions,
): Promise<void> {
  const { state, log, signal } = options;
  const entry = log.start(received);
  const faults = options.faults.take(received);
  log.update(entry, { faults: faults.map(({ name }) => name) });
  for (const fault of faults) await fault.before?.(state);
  const request = faults.reduce((current, fault) => fault.onRequest?.(current) ?? current, received);

  const routed = insteadOf(request, state, faults) ?? routeOf(request, options, faults);
  const plan = faults.reduce(
    (current, fault) => fault.onPlan?.(current, request, state) ?? current,
    withDate(routed, state.clock),
  );
  log.update(entry, {
    status: plan.status,
    blob: plan.blob,
    responseHeaders: Object.fromEntries(plan.headers.map(([name, value]) => [name.toLowerCase(), value])),
  });
  const sent = await writeResponse({
    plan,
    method: request.method,
    response,
    signal,
    onBytes: (count) => {
      log.update(entry, { bytesSent: entry.bytesSent + count } satisfies Partial<LoggedRequest>);
    },
  });
  log.update(entry, { state: sent ? 'sent' : 'cut' });
}

function insteadOf(request: HubRequest, state: HubState, faults: readonly Fault[]): ResponsePlan | undefined {
  for (const fault of faults) {
    const plan = fault.instead?.(request, state);
    if (plan !== undefined) return plan;
  }
  return undefined;
}

function routeOf(request: HubRequest, options: AnswerOptions, faults: readonly Fault[]): ResponsePlan {
  const { state } = options;
  if (request.origin === 'cdn') return answerCdn(request, state, faults);
  if (request.origin === 'stranger') return answerStranger(request, state);
  const token = bearerToken(request);
  const quotas = options.quotasOf(token);
  const limit = options.rateLimiter.take(rateLimitBucketOf(request.path), token ?? 'anonymous', quotas);
  const plan = limit.allowed
    ? answerHub(request, state, faults)
    : jsonPlan(429, { error: 'Too many requests: the quota of this window is used up.' });
  return withEncoding(withHubHeaders(plan, limit.headers), request);
}
