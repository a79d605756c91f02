import { describe, expect, it } from 'vitest';
import { createReadWriteLock } from './createReadWriteLock.ts';

/** Lets everything that can go on go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

describe('a readers-writer lock', () => {
  it('lets many share, and one be alone after all of them have left', async () => {
    const lock = createReadWriteLock();
    const first = await lock.share();
    const second = await lock.share();
    let isAlone = false;
    const owning = lock.own().then((release) => {
      isAlone = true;
      return release;
    });
    expect([lock.tryShare(), lock.tryOwn()]).toEqual([null, null]);
    first();
    first();
    await settle();
    expect(isAlone).toBe(false);
    second();
    (await owning)();
    lock.tryShare()?.();
    expect(lock.tryOwn()).not.toBeNull();
  });

  it('does not let newcomers overtake whoever waits to be alone', async () => {
    const lock = createReadWriteLock();
    const order: string[] = [];
    const sharing = await lock.share();
    const alone = lock.own().then((release) => {
      order.push('alone');
      release();
    });
    const late = lock.share().then((release) => {
      order.push('late');
      release();
    });
    sharing();
    await Promise.all([alone, late]);
    expect(order).toEqual(['alone', 'late']);
  });

  it('is taken at once when it is empty', () => {
    const lock = createReadWriteLock();
    void lock.own();
    expect(lock.tryShare()).toBeNull();
  });

  it('forgets one that is canceled while it waits, and lets in those behind it', async () => {
    const lock = createReadWriteLock();
    const first = await lock.share();
    const controller = new AbortController();
    const alone = lock.own(controller.signal);
    const late = lock.share();
    controller.abort();
    await expect(alone).rejects.toMatchObject({ name: 'AbortError' });
    (await late)();
    first();
    await expect(lock.own(controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(lock.tryOwn()).not.toBeNull();
  });
});
