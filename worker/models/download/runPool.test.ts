import { describe, expect, it } from 'vitest';
import { runPool } from './runPool.ts';

const { signal } = new AbortController();
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('runPool', () => {
  it('works on so many at once, in order', async () => {
    const began: number[] = [];
    let running = 0;
    let most = 0;
    await runPool([1, 2, 3, 4, 5], 2, signal, async (item) => {
      began.push(item);
      running += 1;
      most = Math.max(most, running);
      await settle();
      running -= 1;
    });
    expect([began, most]).toEqual([[1, 2, 3, 4, 5], 2]);
  });

  it('begins nothing after a failure, aborts what runs, and reports the failure', async () => {
    const began: number[] = [];
    const aborted: number[] = [];
    const pool = runPool([1, 2, 3, 4], 2, signal, async (item, itemSignal) => {
      began.push(item);
      if (item === 2) throw new Error('second');
      await new Promise<void>((resolve) => {
        itemSignal.addEventListener('abort', () => resolve());
      });
      aborted.push(item);
      throw new Error('stopped');
    });
    await expect(pool).rejects.toThrow('second');
    expect([began, aborted]).toEqual([[1, 2], [1]]);
  });

  it('is canceled from outside', async () => {
    const controller = new AbortController();
    const pool = runPool([1, 2], 1, controller.signal, async () => {
      controller.abort();
    });
    await expect(pool).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('does nothing for nothing', async () => {
    await expect(runPool([], 4, signal, async () => undefined)).resolves.toBeUndefined();
  });
});
