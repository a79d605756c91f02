import { basename } from 'node:path';
import { type CacheLedger, isSameFile } from '../cache/cacheLedger.ts';
import type { VerifiedBlobs } from './verifiedBlobs.ts';

/** The record of verified blobs in the ledger of the cache, which verification reads and writes too. */
export function createLedgerVerifiedBlobs(ledger: CacheLedger): VerifiedBlobs {
  return {
    async has({ repoFolder, etag, sizeBytes, changedAtMs, inode }) {
      const known = (await ledger.read(basename(repoFolder))).verified[etag];
      return known !== undefined && isSameFile(known, { size: sizeBytes, mtimeMs: changedAtMs, ino: inode });
    },
    async add({ repoFolder, etag, sizeBytes, changedAtMs, inode }) {
      await ledger.update(basename(repoFolder), (record) => ({
        ...record,
        verified: { ...record.verified, [etag]: { sizeBytes, modifiedAtMs: changedAtMs, inode } },
      }));
    },
  };
}
