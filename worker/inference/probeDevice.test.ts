import { describe, expect, it } from 'vitest';
import { openSession } from './openSession.ts';
import { probeDevice, type ProbeOptions } from './probeDevice.ts';
import type { Session } from './session.ts';

/** Sessions that say they are on a device and are on the CPU, after `change` has had its way with them. */
function pretend(change: (session: Session) => Session): ProbeOptions['openSession'] {
  return async (path, options) => {
    const session = await openSession(path, { ...options, device: 'cpu' });
    return options.device === 'cpu' ? session : change(session);
  };
}

function probe(change: (session: Session) => Session) {
  return probeDevice({ device: 'dml', threads: 1, openSession: pretend(change) });
}

describe('probeDevice', () => {
  it('takes a device that agrees with the CPU and is faster', async () => {
    const outputs = new Map<number, Awaited<ReturnType<Session['run']>>>();
    const result = await probe((session) => ({
      ...session,
      // Computes once and then answers from memory.
      async run(feeds) {
        const rows = feeds['x']?.dims[0] ?? 0;
        const output = outputs.get(rows) ?? (await session.run(feeds));
        outputs.set(rows, output);
        return output;
      },
    }));
    expect(result).toEqual({
      usable: true,
      reason: expect.stringMatching(/^30 s of speech would take \d+ ms against/),
    });
  });

  it('passes over a device that is slower, and stops early', async () => {
    let sessions = 0;
    const result = await probe((session) => {
      sessions += 1;
      return {
        ...session,
        async run(feeds) {
          for (let i = 0; i < 8; i += 1) await session.run(feeds);
          return session.run(feeds);
        },
      };
    });
    expect(result).toEqual({ usable: false, reason: expect.stringContaining('would take at least') });
    expect(sessions).toBe(1);
  });

  it('passes over a device that computes something else', async () => {
    for (const wrong of [0.5, NaN]) {
      const result = await probe((session) => ({
        ...session,
        async run(feeds) {
          const { y } = await session.run(feeds);
          if (!(y?.data instanceof Float32Array)) throw new Error('The graph has one output.');
          y.data[7] = wrong;
          return { y };
        },
      }));
      expect(result).toEqual({ usable: false, reason: expect.stringContaining('differs from the CPU by') });
    }
  });

  it('passes over a device that does not start or fails, with its reason', async () => {
    const failing = await probe((session) => ({
      ...session,
      run: () => Promise.reject(new Error('device lost')),
    }));
    const absent = await probeDevice({
      device: 'dml',
      threads: 1,
      openSession: (path, options) =>
        options.device === 'cpu' ? openSession(path, options) : Promise.reject(new Error('no adapter')),
    });
    expect([failing, absent]).toEqual([
      { usable: false, reason: 'device lost' },
      { usable: false, reason: 'no adapter' },
    ]);
  });
});
