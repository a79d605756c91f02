import { expect, it } from 'vitest';
import type { TestHub } from '../createTestHub.ts';
import { faults } from '../faults.ts';
import { rawRequest } from './rawRequest.ts';
import { TREE, useFaultyHub } from './useFaultyHub.ts';

let hub: TestHub;
const { get } = useFaultyHub((opened) => (hub = opened));

it('lies in listings', async () => {
  const list = async (): Promise<{ path: string; lfs?: { oid: string } }[]> =>
    JSON.parse((await get(TREE)).body.toString()) as { path: string }[];
  const extra = hub.faults.add({ route: /tree/, fault: faults.extraPaths({ paths: ['../x', 'a\0b'] }) });
  expect((await list()).map(({ path }) => path)).toEqual(['config.json', 'model.onnx', '../x', 'a\0b']);
  extra.remove();
  hub.faults.add({ route: /tree/, fault: faults.hostileOid({ path: 'model.onnx', oid: '../x' }), times: 1 });
  expect((await list())[1]?.lfs?.oid).toBe('../x');
  hub.faults.add({ route: /tree/, fault: faults.truncatedJson() });
  const truncated = await get(TREE);
  expect(truncated.headers['content-length']).toBe(String(truncated.body.length));
  expect(() => JSON.parse(truncated.body.toString()) as unknown).toThrow(SyntaxError);
  hub.faults.add({ route: /tree/, fault: faults.nextAtStranger() });
  expect((await get(TREE)).headers['link']).toBe(`<${hub.stranger}${TREE}>; rel="next"`);
  expect((await rawRequest(hub.stranger + TREE)).body.toString()).toBe('[]');
  hub.faults.add({ route: /tree/, fault: faults.repeatedCursor() });
  expect((await get(TREE)).headers['link']).toBe(`<${hub.endpoint}${TREE}>; rel="next"`);
});

it('lists a hundred thousand files page by page, with relative links if told so', async () => {
  hub.faults.add({ route: /tree/, fault: [faults.hugeListing({ entries: 100_000 }), faults.relativeNext()] });
  const paths = new Set<string>();
  let path: string | undefined = TREE;
  let pages = 0;
  while (path !== undefined) {
    const response = await get(path);
    for (const entry of JSON.parse(response.body.toString()) as { path: string }[]) paths.add(entry.path);
    path = /^<(\/[^>]+)>; rel="next"$/.exec(response.headers['link'] ?? '')?.[1];
    pages += 1;
  }
  expect([pages, paths.size]).toEqual([101, 100_002]);
});
