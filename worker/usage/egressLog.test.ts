import { describe, expect, it } from 'vitest';
import { openDatabase } from '../database/openDatabase.ts';
import { createEgressLog } from './egressLog.ts';

function openLog() {
  let nowMs = 0;
  let changes = 0;
  const lost: unknown[] = [];
  const database = openDatabase({ path: ':memory:' });
  const log = createEgressLog({
    database,
    now: () => (nowMs += 1),
    onChanged: () => (changes += 1),
    onLost: (error) => lost.push(error),
  });
  const send = (host: string) => log.begin({ host, purpose: 'download', method: 'GET' });
  return { database, log, send, lost, changes: () => changes };
}

describe('createEgressLog', () => {
  it('lists requests with how they ended, newest first', () => {
    const { log, send, changes } = openLog();
    send('hub.example:443')({ status: 200, receivedBytes: 12 });
    send('cdn.example:443');
    expect(log.list(10)).toEqual([
      {
        atMs: 2,
        host: 'cdn.example:443',
        method: 'GET',
        purpose: 'download',
        status: null,
        receivedBytes: 0,
      },
      {
        atMs: 1,
        host: 'hub.example:443',
        method: 'GET',
        purpose: 'download',
        status: 200,
        receivedBytes: 12,
      },
    ]);
    expect(changes()).toBe(3);
  });

  it('keeps the newest ten thousand', () => {
    const { database, log, send } = openLog();
    database.transaction(() => {
      for (let index = 1; index <= 10_200; index += 1) send(`host${index}`);
    });
    const kept = log.list(20_000);
    expect([kept.length, kept.at(-1)?.host]).toEqual([10_000, 'host201']);
  });

  it('refuses a request that it cannot enter, and survives an end that it cannot enter', () => {
    const { database, send, lost } = openLog();
    const end = send('hub.example');
    database.exec('DROP TABLE egress');
    expect(() => send('hub.example')).toThrow(expect.objectContaining({ name: 'AppError' }));
    end({ status: 200, receivedBytes: 1 });
    expect(lost).toHaveLength(1);
  });
});
