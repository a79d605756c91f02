import { describe, expect, it } from 'vitest';
import { parseWireMessage } from '../wire.ts';

describe('parseWireMessage', () => {
  it.each([
    { type: 'ready', protocolVersion: 1 },
    { type: 'request', id: 0, method: 'jobs.list' },
    { type: 'request', id: 1, method: 'jobs.cancel', params: { jobId: 'j1' } },
    { type: 'cancel', id: 1 },
    { type: 'response', id: 1, ok: true },
    { type: 'response', id: 1, ok: false, error: { name: 'AppError', message: 'No.', code: 'not-found' } },
    { type: 'event', name: 'job.removed' },
  ])('keeps %j, with or without what JSON leaves out', (message) => {
    expect(parseWireMessage(message)).toEqual(message);
  });

  it.each([
    null,
    'ready',
    {},
    { type: 'ready' },
    { type: 'request', id: -1, method: 'jobs.list' },
    { type: 'request', id: 1.5, method: 'jobs.list' },
    { type: 'request', id: 1, method: 'x'.repeat(101) },
    { type: 'response', id: 1, ok: false },
    { type: 'response', id: 1, ok: false, error: { name: 'E', message: '', code: 'no-such-code' } },
  ])('refuses %j', (message) => {
    expect(parseWireMessage(message)).toBeNull();
  });

  it('refuses causes that are nested without end', () => {
    const depth = 20_000;
    const level = '{"name":"Error","message":"","code":"internal","cause":';
    const error: unknown = JSON.parse(`${level.repeat(depth)}null${'}'.repeat(depth)}`);
    expect(parseWireMessage({ type: 'response', id: 1, ok: false, error })).toBeNull();
  });
});
