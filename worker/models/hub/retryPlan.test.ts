import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/index.ts';
import { RetryableError } from './retryableError.ts';
import { createRetryPlan } from './retryPlan.ts';

const { signal } = new AbortController();
const MIB = 1024 * 1024;

function setUp(random: number, maxFailures?: number) {
  const waits: number[] = [];
  const plan = createRetryPlan({
    signal,
    sleep: async (delayMs) => {
      waits.push(delayMs);
    },
    random: () => random,
    ...(maxFailures === undefined ? {} : { maxFailures }),
  });
  return { plan, waits };
}

const failure = (waitMs?: number) =>
  new RetryableError('network-unreachable', 'reset', waitMs === undefined ? {} : { waitMs });

describe('createRetryPlan', () => {
  it('doubles the ceiling of the wait up to thirty seconds and reports the eighth failure', async () => {
    const { plan, waits } = setUp(1);
    for (let count = 0; count < 7; count += 1) await plan.failed(failure());
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    const last = failure();
    await expect(plan.failed(last)).rejects.toBe(last);
  });

  it('waits at least as long as the server asked', async () => {
    const { plan, waits } = setUp(0.5);
    await plan.failed(failure(7000));
    await plan.failed(failure(100));
    expect(waits).toEqual([7000, 1000]);
  });

  it('forgets failures after a mebibyte of progress, and not before', async () => {
    const { plan } = setUp(0, 2);
    await plan.failed(failure());
    plan.progressed(MIB);
    await plan.failed(failure());
    plan.progressed(MIB - 1);
    await expect(plan.failed(failure())).rejects.toMatchObject({ code: 'network-unreachable' });
  });

  it('reports at once what does not pass', async () => {
    const { plan, waits } = setUp(0);
    const error = new AppError('hub-not-found', 'gone');
    await expect(plan.failed(error)).rejects.toBe(error);
    expect(waits).toEqual([]);
  });
});
