import { describe, expect, it } from 'vitest';
import { createRunSerializer } from './createRunSerializer.ts';
import type { Session } from './session.ts';

/** A session whose runs end when the test says so. */
function createManualSession(
  name: string,
  log: string[],
): { session: Session; finish: () => void; fail: () => void } {
  let settle: { resolve: (value: Record<string, never>) => void; reject: (error: Error) => void } | null =
    null;
  const session: Session = {
    device: 'webgpu',
    inputs: [],
    outputs: [],
    run() {
      log.push(`${name} begins`);
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
    },
    release() {
      log.push(`${name} released`);
      return Promise.resolve();
    },
  };
  const finish = () => {
    log.push(`${name} ends`);
    settle?.resolve({});
  };
  const fail = () => {
    log.push(`${name} fails`);
    settle?.reject(new Error('device lost'));
  };
  return { session, finish, fail };
}

describe('createRunSerializer', () => {
  it('starts a run only when the one before it has ended, over all sessions', async () => {
    const log: string[] = [];
    const serialize = createRunSerializer();
    const first = createManualSession('first', log);
    const second = createManualSession('second', log);
    const runs = [serialize(first.session).run({}), serialize(second.session).run({})];
    await Promise.resolve();
    await Promise.resolve();
    expect(log).toEqual(['first begins']);
    first.finish();
    await runs[0];
    await Promise.resolve();
    second.finish();
    await runs[1];
    expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('goes on after a failed run and releases in turn', async () => {
    const log: string[] = [];
    const serialize = createRunSerializer();
    const first = createManualSession('first', log);
    const session = serialize(first.session);
    const run = session.run({});
    const released = session.release();
    await Promise.resolve();
    first.fail();
    await expect(run).rejects.toThrow('device lost');
    await released;
    expect(log).toEqual(['first begins', 'first fails', 'first released']);
  });
});
