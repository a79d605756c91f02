import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect } from 'vitest';
import { readAll } from '../byteSource.ts';
import { createTestHub, type TestHub } from '../createTestHub.ts';
import { seededBytes } from '../seededBytes.ts';
import { rawRequest, type RawResponse } from './rawRequest.ts';

export const SIZE = 600_000;
export const MODEL = readAll(seededBytes(3, SIZE));
export const SHA256 = createHash('sha256').update(MODEL).digest('hex');
export const RESOLVE = '/org/name/resolve/main/model.onnx';
export const TREE = '/api/models/org/name/tree/main?recursive=true';

export interface FaultyHubRequests {
  /** Asks the hub itself. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<RawResponse>;
  /** Asks the CDN for the model; the redirect there is that of a request just before. */
  download(headers?: Readonly<Record<string, string>>, leaveAfterBytes?: number): Promise<RawResponse>;
}

/**
 * A hub for each test, with a model to spoil. Whatever becomes of it, no token may have come to another origin.
 * @param take - is given the hub before each test
 */
export function useFaultyHub(take: (hub: TestHub) => void): FaultyHubRequests {
  let hub: TestHub;
  beforeEach(async () => {
    hub = await createTestHub();
    await hub.addRepository({
      id: 'org/name',
      files: { 'model.onnx': { size: SIZE, seed: 3 }, 'config.json': '{"a":1}' },
    });
    take(hub);
  });
  afterEach(async () => {
    expect(hub.tokensSeenOutsideA()).toEqual([]);
    await hub.close();
  });

  const get: FaultyHubRequests['get'] = (path, headers = {}) => rawRequest(hub.endpoint + path, { headers });
  return {
    get,
    async download(headers = {}, leaveAfterBytes = Infinity) {
      const location = (await get(RESOLVE)).headers['location'] ?? '';
      return rawRequest(location, { headers, leaveAfterBytes });
    },
  };
}
