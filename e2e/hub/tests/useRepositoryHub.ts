import { createHash } from 'node:crypto';
import { afterEach, beforeEach } from 'vitest';
import { createTestHub, type TestHub } from '../createTestHub.ts';

export const CONFIG = '{"model_type":"whisper"}';
// printf '{"model_type":"whisper"}' | git hash-object --stdin
export const CONFIG_OID = createHash('sha1').update('blob 24\0{"model_type":"whisper"}').digest('hex');
export const MODEL = Buffer.alloc(200_000, 'onnx');
export const MODEL_SHA256 = createHash('sha256').update(MODEL).digest('hex');

/**
 * A hub for each test, with one repository that has files of every kind: small, large, empty and oddly named.
 * @param take - is given the hub, and the commit of the repository, before each test
 */
export function useRepositoryHub(
  take: (opened: { readonly hub: TestHub; readonly commit: string }) => void,
): void {
  let hub: TestHub;
  beforeEach(async () => {
    hub = await createTestHub();
    const commit = await hub.addRepository({
      id: 'org/name',
      files: {
        'config.json': CONFIG,
        'README.md': '# Name',
        'empty.txt': '',
        'onnx/model.onnx': MODEL,
        'a b/c#d?e%é.bin': 'odd',
      },
    });
    take({ hub, commit });
  });
  afterEach(() => hub.close());
}
