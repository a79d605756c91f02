import { describe, expect, it } from 'vitest';
import {
  createSessionPool,
  type PooledModel,
  type PoolRequest,
  type SessionPoolOptions,
} from './sessionPool.ts';

interface NamedModel extends PooledModel {
  readonly name: string;
}

/** A pool whose clock and timers the test moves by hand. */
function createTestPool(options: Partial<SessionPoolOptions> = {}) {
  let nowMs = 0;
  const timers = new Set<{ readonly dueMs: number; readonly callback: () => void }>();
  const log: string[] = [];
  const pool = createSessionPool<NamedModel>({
    unloadAfterMs: 60_000,
    maxWeightBytes: null,
    now: () => nowMs,
    schedule(callback, delayMs) {
      const timer = { dueMs: nowMs + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    ...options,
  });
  function advance(ms: number): void {
    nowMs += ms;
    for (const timer of [...timers]) {
      if (timer.dueMs > nowMs) continue;
      timers.delete(timer);
      timer.callback();
    }
  }
  function request(name: string, weightBytes = 10): PoolRequest<NamedModel> {
    return {
      key: name,
      modelId: name,
      async load(claimBytes) {
        await claimBytes(weightBytes);
        log.push(`load ${name}`);
        advance(5);
        return {
          name,
          device: 'cpu',
          dtype: 'q8',
          async close() {
            await Promise.resolve();
            log.push(`close ${name}`);
          },
        };
      },
    };
  }
  const names = () => pool.loadedModels().map((model) => model.modelId);
  return { pool, log, advance, request, names };
}

describe('createSessionPool', () => {
  it('loads once for two openers and counts both', async () => {
    const { pool, log, request } = createTestPool();
    const [first, second] = await Promise.all([pool.acquire(request('base')), pool.acquire(request('base'))]);
    expect(first.model).toBe(second.model);
    expect(log).toEqual(['load base']);
    expect(pool.loadedModels()).toEqual([
      {
        modelId: 'base',
        device: 'cpu',
        dtype: 'q8',
        loadedAtMs: 5,
        lastUsedAtMs: 0,
        loadMs: 5,
        users: 2,
        weightBytes: 10,
      },
    ]);
  });

  it('keeps an idle model for the set time and then closes it', async () => {
    const { pool, log, advance, request, names } = createTestPool();
    const lease = await pool.acquire(request('base'));
    advance(600_000);
    lease.release();
    advance(59_999);
    expect(names()).toEqual(['base']);
    advance(1);
    await pool.unload();
    expect(log).toEqual(['load base', 'close base']);
    expect(names()).toEqual([]);
  });

  it('starts the idle time again when the model was used in between', async () => {
    const { pool, advance, request, names } = createTestPool();
    (await pool.acquire(request('base'))).release();
    advance(50_000);
    const again = await pool.acquire(request('base'));
    advance(50_000);
    again.release();
    advance(50_000);
    expect(names()).toEqual(['base']);
  });

  it('never unloads by itself when told so', async () => {
    const { pool, advance, request, names } = createTestPool({ unloadAfterMs: null });
    (await pool.acquire(request('base'))).release();
    advance(1e12);
    expect(names()).toEqual(['base']);
  });

  it('unloads an idle model at once and a used one with its last user', async () => {
    const { pool, log, request, names } = createTestPool();
    const used = await pool.acquire(request('used'));
    const alsoUsed = await pool.acquire(request('used'));
    (await pool.acquire(request('idle'))).release();
    await pool.unload();
    expect(log).toEqual(['load used', 'load idle', 'close idle']);
    used.release();
    used.release();
    expect(names()).toEqual(['used']);
    alsoUsed.release();
    await pool.unload();
    expect(log).toEqual(['load used', 'load idle', 'close idle', 'close used']);
    expect(names()).toEqual([]);
  });

  it('unloads only the model it is told to', async () => {
    const { pool, request, names } = createTestPool();
    (await pool.acquire(request('tiny'))).release();
    (await pool.acquire(request('base'))).release();
    await pool.unload('tiny');
    expect(names()).toEqual(['base']);
  });

  it('does not hand out a discarded model again', async () => {
    const { pool, log, request } = createTestPool();
    const broken = await pool.acquire(request('base'));
    const alsoBroken = await pool.acquire(request('base'));
    broken.release({ discard: true });
    const fresh = await pool.acquire(request('base'));
    expect(fresh.model).not.toBe(broken.model);
    alsoBroken.release();
    await pool.unload('none');
    expect(log).toEqual(['load base', 'load base', 'close base']);
  });

  it('has closed a model before the next one is loaded', async () => {
    const { pool, log, request } = createTestPool();
    (await pool.acquire(request('tiny'))).release({ discard: true });
    await pool.acquire(request('base'));
    expect(log).toEqual(['load tiny', 'close tiny', 'load base']);
  });

  it('forgets a failed load so that it can be tried again', async () => {
    const { pool, request, names } = createTestPool();
    const failing: PoolRequest<NamedModel> = {
      ...request('base'),
      load: () => Promise.reject(new Error('disk error')),
    };
    const both = await Promise.allSettled([pool.acquire(failing), pool.acquire(failing)]);
    expect(both.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(names()).toEqual([]);
    await pool.acquire(request('base'));
    expect(names()).toEqual(['base']);
  });

  it('makes room by unloading idle models, least recently used first', async () => {
    const { pool, log, request, names } = createTestPool({ maxWeightBytes: 30 });
    (await pool.acquire(request('first'))).release();
    (await pool.acquire(request('second'))).release();
    const used = await pool.acquire(request('third'));
    (await pool.acquire(request('first'))).release();
    await pool.acquire(request('fourth'));
    expect(names()).toEqual(['first', 'third', 'fourth']);
    expect(log.slice(-2)).toEqual(['close second', 'load fourth']);
    used.release();
  });

  it('loads beyond the limit rather than take a model from its user', async () => {
    const { pool, request, names } = createTestPool({ maxWeightBytes: 15 });
    await pool.acquire(request('first'));
    await pool.acquire(request('second'));
    expect(names()).toEqual(['first', 'second']);
  });

  it('goes on when a model fails to close', async () => {
    const { pool, request, names } = createTestPool();
    const stubborn: PoolRequest<NamedModel> = {
      ...request('stubborn'),
      load: () =>
        Promise.resolve({
          name: 'stubborn',
          device: 'webgpu',
          dtype: 'fp32',
          close: () => Promise.reject(new Error('device lost')),
        }),
    };
    (await pool.acquire(stubborn)).release();
    await pool.unload();
    await pool.acquire(request('base'));
    expect(names()).toEqual(['base']);
  });

  it('closes idle models on close, used ones with their last user, and loads no more', async () => {
    const { pool, log, request } = createTestPool();
    const used = await pool.acquire(request('used'));
    (await pool.acquire(request('idle'))).release();
    await pool.close();
    used.release();
    await pool.unload();
    expect(log).toEqual(['load used', 'load idle', 'close idle', 'close used']);
    await expect(pool.acquire(request('used'))).rejects.toMatchObject({ code: 'internal' });
  });
});
