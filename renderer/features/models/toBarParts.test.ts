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

const toTitle = (modelId: string): string => modelId.toUpperCase();

it('puts the largest model first and what is free last, and leaves out what is nothing', () => {
  const parts = toBarParts(createInfo([100, 300, 200], { partialBytes: 50 }), toTitle);
  expect(parts.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    'M1: 300 B',
    'M2: 200 B',
    'M0: 100 B',
    'Unfinished downloads: 50 B',
    'Free: 5.0 kB',
  ]);
});

it('counts models together from the sixth on, and says nothing of a disk that says nothing', () => {
  const parts = toBarParts(createInfo([8, 7, 6, 5, 4, 3, 2, 1], { freeBytes: null }), toTitle);
  expect(parts.map(({ label, amount }) => [label, amount])).toEqual([
    ['M0', 8],
    ['M1', 7],
    ['M2', 6],
    ['M3', 5],
    ['M4', 4],
    ['3 more models', 6],
  ]);
});
