import type { Fault } from '../fault.ts';
import type { HubRequest } from '../hubRequest.ts';
import { getHeader, type HeaderList, setHeader, textPlan } from '../responsePlan.ts';
import { strangerPathOf } from '../routes/answerStranger.ts';

/** Redirects that lead nowhere good (rows 12 and 13). */
export const redirectFaults = {
  /** To itself. */
  redirectLoop: (): Fault => ({
    name: 'redirectLoop',
    untilRemoved: true,
    instead: (request) => redirect(request.target),
  }),

  /** So many hops on this origin before the true answer. */
  redirectHops: ({ hops }: { readonly hops: number }): Fault => ({
    name: 'redirectHops',
    untilRemoved: true,
    instead: (request) => {
      const hop = Number(request.query.get('hop') ?? 0);
      return hop >= hops ? undefined : redirect(withQuery(request, 'hop', String(hop + 1)));
    },
  }),

  /** To any location: `file:///etc/passwd`, plain http from a TLS hub, a malformed one. */
  redirectTo: ({ location }: { readonly location: string }): Fault => ({
    name: 'redirectTo',
    instead: () => redirect(location),
  }),

  /** A redirect that does not say where to. */
  missingLocation: (): Fault => ({
    name: 'missingLocation',
    onPlan: (plan) => ({ ...plan, status: 302, headers: setHeader(plan.headers, 'Location', undefined) }),
  }),

  /** The file is to be had from the stranger, who does have it. */
  redirectToStranger: (): Fault => ({
    name: 'redirectToStranger',
    onPlan: (plan, _request, { origins }) => {
      const hash = getHeader(plan.headers, 'X-Linked-ETag')?.replaceAll('"', '');
      const location = `${origins.stranger}${strangerPathOf(hash ?? '')}`;
      return hash === undefined ? plan : { ...plan, headers: setHeader(plan.headers, 'Location', location) };
    },
  }),
} as const;

function redirect(location: string) {
  const headers: HeaderList = [['Location', location]];
  return textPlan(302, `Found. Redirecting to ${location}`, headers);
}

function withQuery(request: HubRequest, name: string, value: string): string {
  const query = new URLSearchParams(request.query);
  query.set(name, value);
  return `${request.path}?${query.toString()}`;
}
