import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findOtherCaches } from './findOtherCaches.ts';
import { COMMIT_A, writeRevision } from './tests/createCache.ts';
import { readCache } from './tests/readCache.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const test = useTestFolder({ beforeEach, afterEach });

it('finds the caches of other tools once each, without its own, and writes nothing', async () => {
  const at = (...names: string[]) => join(test.path, ...names);
  const files = { 'x.bin': 'xxx' };
  writeRevision(at('hub'), { repository: 'a/hub', commit: COMMIT_A, refs: ['main'], files });
  writeRevision(at('.cache', 'huggingface', 'hub'), { repository: 'a/home', commit: COMMIT_A, files });
  writeRevision(at('own'), { repository: 'a/own', commit: COMMIT_A, files });
  mkdirSync(at('hf'));
  symlinkSync(at('own'), at('hf', 'hub'));
  symlinkSync(at('hub'), at('alias'));
  writeFileSync(at('.cache', 'huggingface', 'hub', 'stray'), '');
  const before = readCache(test.path);
  const environment = { HF_HUB_CACHE: at('alias'), HUGGINGFACE_HUB_CACHE: at('hub'), HF_HOME: at('hf') };
  const caches = await findOtherCaches({ environment, home: test.path, cacheDir: at('own') });
  expect(caches).toMatchObject([
    { path: at('alias'), source: 'HF_HUB_CACHE', isWritable: true, scan: { sizeBytes: 3, warnings: [] } },
    {
      path: at('.cache', 'huggingface', 'hub'),
      source: 'default',
      scan: { repositories: [{ repository: 'a/home' }], warnings: [{ reason: 'not-a-folder' }] },
    },
  ]);
  expect(caches).toHaveLength(2);
  expect(readCache(test.path)).toEqual(before);
});
