import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCacheLedger } from './cacheLedger.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const test = useTestFolder({ beforeEach, afterEach });
const EMPTY = {
  lastUsedAtMs: null,
  isPinned: false,
  keptCommits: [],
  dtypes: [],
  usedCommit: null,
  isDamaged: false,
  licence: null,
  verified: {},
};

it('loses none of several changes made at the same time', async () => {
  const ledger = openCacheLedger(join(test.path, 'ledger'));
  expect(await ledger.read('models--a')).toEqual(EMPTY);
  await Promise.all(
    ['1', '2', '3'].map((commit) =>
      ledger.update('models--a', (record) => ({ ...record, keptCommits: [...record.keptCommits, commit] })),
    ),
  );
  await ledger.update('models--b', (record) => ({ ...record, lastUsedAtMs: 5, isPinned: true }));
  const reopened = openCacheLedger(join(test.path, 'ledger'));
  expect(await reopened.read('models--a')).toEqual({ ...EMPTY, keptCommits: ['1', '2', '3'] });
  expect(await reopened.getLastUsedAtMs('models--b')).toBe(5);
  await Promise.all([
    reopened.update('models--b', (record) => ({ ...record, lastUsedAtMs: 6 })),
    reopened.forget('models--b'),
  ]);
  expect(await reopened.read('models--b')).toEqual(EMPTY);
});

it('takes a broken record for none and goes on after a failed write', async () => {
  writeFileSync(join(test.path, 'models--a.json'), '{"verified":{"x":{"sizeBytes":-1}}}');
  mkdirSync(join(test.path, 'models--b.json', 'x'), { recursive: true });
  const ledger = openCacheLedger(test.path);
  expect(await ledger.read('models--a')).toEqual(EMPTY);
  const outcomes = await Promise.allSettled([
    ledger.update('models--b', (record) => record),
    ledger.update('models--a', () => {
      throw new Error('refused');
    }),
    ledger.update('models--a', (record) => ({ ...record, isPinned: true })),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  expect(await ledger.read('models--a')).toEqual({ ...EMPTY, isPinned: true });
});
