import { expect, it } from 'vitest';
import type { CacheInfo } from '../../../worker/contract/index.ts';
import { toBarParts } from './toBarParts.ts';

function createInfo(sizes: readonly number[], fields: Partial<CacheInfo> = {}): CacheInfo {
  return {
    cacheDir: '/models',
    source: 'default',
    freeBytes: 5000,
    sizeBytes: 0,
    partialBytes: 0,
    orphanBytes: 0,
    tasks: [],
    models: sizes.map((sizeBytes, index) => ({
      modelId: `m${index}`,
      repository: `org/m${index}`,
      type: 'model',
      sizeBytes,
      partialBytes: 0,
      orphanBytes: 0,
      lastUsedAtMs: null,
      isPinned: false,
      isInUse: false,
      revisions: [],
    })),
    warnings: [],
    pendingDeletionBytes: 0,
    otherCaches: [],
    ...fields,
  };
}

it('puts the largest model first and what is free last, and leaves out what is nothing', () => {
  const parts = toBarParts(createInfo([100, 300, 200], { partialBytes: 50 }));
  expect(parts.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    'm1: 300 B',
    'm2: 200 B',
    'm0: 100 B',
    'Unfinished downloads: 50 B',
    'Free: 5.0 kB',
  ]);
});

it('counts models together from the sixth on, and says nothing of a disk that says nothing', () => {
  const parts = toBarParts(createInfo([8, 7, 6, 5, 4, 3, 2, 1], { freeBytes: null }));
  expect(parts.map(({ label, amount }) => [label, amount])).toEqual([
    ['m0', 8],
    ['m1', 7],
    ['m2', 6],
    ['m3', 5],
    ['m4', 4],
    ['3 more models', 6],
  ]);
});
