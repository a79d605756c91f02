import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCacheLedger } from '../cache/cacheLedger.ts';
import { createLedgerVerifiedBlobs } from './ledgerVerifiedBlobs.ts';

const BLOB = {
  repoFolder: join('/cache', 'models--org--name'),
  etag: 'a'.repeat(64),
  sizeBytes: 5,
  changedAtMs: 1234.5,
  inode: 7,
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-verified-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('createLedgerVerifiedBlobs', () => {
  it('remembers across processes what exactly was verified', async () => {
    await createLedgerVerifiedBlobs(openCacheLedger(folder)).add(BLOB);
    const { has } = createLedgerVerifiedBlobs(openCacheLedger(folder));
    expect(await has(BLOB)).toBe(true);
    for (const change of [{ sizeBytes: 6 }, { changedAtMs: 1 }, { inode: 8 }, { etag: 'b'.repeat(64) }]) {
      expect(await has({ ...BLOB, ...change })).toBe(false);
    }
    expect(await has({ ...BLOB, repoFolder: join('/cache', 'models--org--other') })).toBe(false);
  });
});
