import { basename } from 'node:path';
import type { VerifiedBlobs } from '../download/verifiedBlobs.ts';
import { type CacheLedger, isSameFile } from './cacheLedger.ts';

/** The record of verified blobs that downloads ask, kept in the ledger: what either has hashed, neither hashes again. */
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
