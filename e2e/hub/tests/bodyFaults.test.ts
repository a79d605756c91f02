import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createTestHub, type TestHub } from '../createTestHub.ts';
import { faults } from '../faults.ts';
import { rawRequest } from './rawRequest.ts';
import { MODEL, SHA256, SIZE, TREE, useFaultyHub } from './useFaultyHub.ts';

let hub: TestHub;
const { get, download } = useFaultyHub((opened) => (hub = opened));

it.each([0, 1, 300_000, -1])('resets the connection after %i bytes of the body', async (afterBytes) => {
  hub.faults.add({ origin: 'cdn', fault: faults.reset({ afterBytes }) });
  const response = await download();
  const expected = afterBytes < 0 ? SIZE + afterBytes : afterBytes;
  expect(response.ended).toBe('reset');
  expect(response.headers['content-length']).toBe(String(SIZE));
  expect(response.body.length).toBe(expected);
  expect(hub.log.bytesSentOf(SHA256)).toBe(expected);
  expect((await download()).body.equals(MODEL)).toBe(true);
});

it('cuts bodies short in all three framings', async () => {
  hub.faults.add({ origin: 'cdn', fault: faults.truncate({ afterBytes: 5 }) });
  hub.faults.add({ origin: 'cdn', nth: 2, fault: faults.truncate({ afterBytes: 5, framing: 'chunked' }) });
  hub.faults.add({ origin: 'cdn', nth: 3, fault: faults.truncate({ afterBytes: 5, framing: 'close' }) });
  const declared = await download();
  expect([declared.ended, declared.headers['content-length'], declared.body.length]).toEqual([
    'end',
    '600000',
    5,
  ]);
  const chunked = await download();
  expect(chunked.headers['transfer-encoding']).toBe('chunked');
  expect(chunked.body).toEqual(
    Buffer.concat([Buffer.from('5\r\n'), MODEL.subarray(0, 5), Buffer.from('\r\n0\r\n\r\n')]),
  );
  const close = await download();
  expect([close.headers['content-length'], close.headers['transfer-encoding']]).toEqual([
    undefined,
    undefined,
  ]);
  expect(close.headers['connection']).toBe('close');
  expect(close.body).toEqual(MODEL.subarray(0, 5));
});

it('sends more than the file has, with a length that agrees', async () => {
  hub.faults.add({ origin: 'cdn', fault: faults.extend({ extraBytes: 3 }) });
  const response = await download();
  expect(response.headers['content-length']).toBe('600003');
  expect(response.body.length).toBe(600_003);
  expect(response.body.subarray(0, SIZE).equals(MODEL)).toBe(true);
});

it('flips a byte of the file also where it is inside a range', async () => {
  hub.faults.add({ origin: 'cdn', fault: faults.flipByte({ at: 500_000 }), times: 2 });
  const whole = await download();
  expect(whole.body.length).toBe(SIZE);
  expect(createHash('sha256').update(whole.body).digest('hex')).not.toBe(SHA256);
  const range = await download({ Range: 'bytes=500000-500000' });
  expect([...range.body]).toEqual([(MODEL[500_000] ?? 0) ^ 0xff]);
});

it('trickles headers and bodies and falls silent', async () => {
  hub.faults.add({ route: TREE, fault: faults.slowHeaders({ bytesPerSecond: 200 }) });
  const headers = await rawRequest(hub.endpoint + TREE, { leaveAfterBytes: 15 });
  expect([headers.ended, headers.status]).toEqual(['left', Number.NaN]);

  hub.faults.add({ origin: 'cdn', fault: faults.slowBody({ bytesPerSecond: 2000, fromByte: 1000 }) });
  const body = await download({}, 1800);
  expect(body.ended).toBe('left');
  expect(body.body.length).toBeLessThan(SIZE / 2);

  hub.faults.add({ origin: 'cdn', fault: faults.stall({ atFraction: 0.99 }) });
  const before = hub.log.bytesSentOf(SHA256);
  const stalled = download({}, 594_000);
  await hub.log.waitFor((request) => request.faults.includes('stall') && request.bytesSent === 594_000);
  expect((await stalled).ended).toBe('left');
  expect(hub.log.bytesSentOf(SHA256) - before).toBe(594_000);
});

it('closes while an answer is stalled', async () => {
  const other = await createTestHub();
  await other.addRepository({ id: 'a/b', files: { 'x.json': '{}' } });
  other.faults.add({ fault: faults.stall({ atFraction: 0 }) });
  const pending = rawRequest(`${other.endpoint}/api/models/a/b`);
  await other.log.waitFor(({ status }) => status === 200);
  await other.close();
  expect((await pending).body.length).toBe(0);
});

it('compresses in spite of identity', async () => {
  hub.faults.add({ route: /resolve-cache/, fault: faults.gzipAnyway() });
  const first = await get('/org/name/resolve/main/config.json');
  const response = await get(first.headers['location'] ?? '', { 'Accept-Encoding': 'identity' });
  expect(response.headers['content-encoding']).toBe('gzip');
  const start = response.body.indexOf('\r\n') + 2;
  const size = Number.parseInt(response.body.toString('latin1'), 16);
  expect(gunzipSync(response.body.subarray(start, start + size)).toString()).toBe('{"a":1}');
});
