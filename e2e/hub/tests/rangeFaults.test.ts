import { expect, it } from 'vitest';
import type { TestHub } from '../createTestHub.ts';
import { faults } from '../faults.ts';
import type { RawResponse } from './rawRequest.ts';
import { MODEL, RESOLVE, SHA256, SIZE, useFaultyHub } from './useFaultyHub.ts';

let hub: TestHub;
const { get, download } = useFaultyHub((opened) => (hub = opened));

it('changes the validator, so that If-Range brings the whole file', async () => {
  const { headers } = await download({ Range: 'bytes=0-0' });
  const resume = { Range: 'bytes=100-', 'If-Range': headers['etag'] ?? '' };
  hub.faults.add({ origin: 'cdn', fault: faults.changeEtag() });
  const changed = await download(resume);
  expect([changed.status, changed.body.length]).toEqual([200, SIZE]);
  expect(changed.headers['etag']).not.toBe(headers['etag']);
  expect((await download(resume)).status).toBe(206);
});

it('names another hash at the same commit', async () => {
  hub.faults.add({ route: RESOLVE, fault: faults.differentHash({ hash: 'e'.repeat(64) }) });
  expect((await get(RESOLVE)).headers['x-linked-etag']).toBe(`"${'e'.repeat(64)}"`);
  expect((await get(RESOLVE)).headers['x-linked-etag']).toBe(`"${SHA256}"`);
});

it.each([
  ['true', 'bytes */600000'],
  [12, 'bytes */12'],
  ['absent', undefined],
] as const)('answers 416 with the size %s', async (total, contentRange) => {
  hub.faults.add({ origin: 'cdn', fault: faults.rangeNotSatisfiable({ total }) });
  const response = await download({ Range: 'bytes=5-' });
  expect([response.status, response.headers['content-range']]).toEqual([416, contentRange]);
});

it('answers ranges wrongly in each way', async () => {
  const ask = async (fault: Parameters<typeof hub.faults.add>[0]['fault']): Promise<RawResponse> => {
    hub.faults.add({ origin: 'cdn', fault });
    return download({ Range: 'bytes=599990-' });
  };
  expect((await ask(faults.ignoreRange())).status).toBe(200);
  const wrongStart = await ask(faults.wrongStart({ start: 7 }));
  expect(wrongStart.headers['content-range']).toBe('bytes 7-599999/600000');
  expect(wrongStart.body.equals(MODEL.subarray(7))).toBe(true);
  const wrongTotal = await ask(faults.wrongTotal({ total: 5 }));
  expect([wrongTotal.status, wrongTotal.headers['content-range']]).toEqual([206, 'bytes 599990-599999/5']);
  const missing = await ask(faults.missingContentRange());
  expect([missing.status, missing.headers['content-range'], missing.body.length]).toEqual([
    206,
    undefined,
    10,
  ]);
  const multipart = await ask(faults.multipartRange());
  expect(multipart.headers['content-type']).toBe('multipart/byteranges; boundary=testhub');
  expect(multipart.body.toString('latin1')).toContain('Content-Range: bytes 599990-599999/600000\r\n\r\n');
});
