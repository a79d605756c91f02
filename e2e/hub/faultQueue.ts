import type { Fault } from './fault.ts';
import type { HubRequest, OriginName } from './hubRequest.ts';

/** Which requests a fault strikes: those that match all that is given, from the nth on, so many times. */
export interface FaultRule {
  readonly fault: Fault | readonly Fault[];
  readonly origin?: OriginName;
  readonly method?: string;
  /** Tried on path and query as sent; a string must be part of them. */
  readonly route?: RegExp | string;
  /** The first matching request to strike, counted from 1 since the rule was added. */
  readonly nth?: number;
  /** How many requests in a row; 1 unless the fault says otherwise. */
  readonly times?: number;
}

export interface FaultHandle {
  /** How many requests matched. */
  readonly hits: number;
  /** How many were struck. */
  readonly struck: number;
  remove(): void;
}

export interface FaultQueue {
  add(rule: FaultRule): FaultHandle;
  clear(): void;
  /** The faults for this request, in the order they were added; counts it as a hit of every matching rule. */
  take(request: HubRequest): readonly Fault[];
}

interface Entry {
  readonly rule: FaultRule;
  readonly faults: readonly Fault[];
  hits: number;
  struck: number;
}

export function createFaultQueue(): FaultQueue {
  const entries = new Set<Entry>();
  return {
    add(rule) {
      const faults = Array.isArray(rule.fault) ? (rule.fault as readonly Fault[]) : [rule.fault as Fault];
      const entry: Entry = { rule, faults, hits: 0, struck: 0 };
      entries.add(entry);
      return {
        get hits() {
          return entry.hits;
        },
        get struck() {
          return entry.struck;
        },
        remove() {
          entries.delete(entry);
        },
      };
    },
    clear() {
      entries.clear();
    },
    take(request) {
      return [...entries]
        .filter(({ rule }) => matches(rule, request))
        .flatMap((entry) => {
          entry.hits += 1;
          const first = entry.rule.nth ?? 1;
          const untilRemoved = entry.faults.some((fault) => fault.untilRemoved === true);
          const times = entry.rule.times ?? (untilRemoved ? Infinity : 1);
          if (entry.hits < first || entry.hits >= first + times) return [];
          entry.struck += 1;
          return entry.faults;
        });
    },
  };
}

function matches({ origin, method, route }: FaultRule, request: HubRequest): boolean {
  if (origin !== undefined && origin !== request.origin) return false;
  if (method !== undefined && method !== request.method) return false;
  if (route === undefined) return true;
  return typeof route === 'string' ? request.target.includes(route) : route.test(request.target);
}
