import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { atomicWriteFile } from '../../lib/atomicWriteFile.ts';
import { makeFolder } from '../../lib/makeFolder.ts';
import { toFileError } from '../../lib/toFileError.ts';
import type { LastUsedLedger } from './scanCache.ts';

const verifiedBlobSchema = z.object({
  sizeBytes: z.number().int().nonnegative(),
  modifiedAtMs: z.number(),
  /** File number on its volume: a copy or a replaced file has another one. */
  inode: z.number().nonnegative(),
});

/** A blob whose content was hashed by us and is the one its name says, as long as all of this is as it was. */
export type VerifiedBlob = z.infer<typeof verifiedBlobSchema>;

const recordSchema = z.object({
  lastUsedAtMs: z.number().nullable().default(null),
  /** The person wants to keep it, whatever the clean-up policy says. */
  isPinned: z.boolean().default(false),
  /** Commits that were asked for by hash: without a ref they look like left-overs. */
  keptCommits: z.array(z.string()).default([]),
  /** Dtypes that the person has asked for. */
  dtypes: z.array(z.string()).default([]),
  /** The commit that is to be used whatever the refs say; null for the one of the refs. */
  usedCommit: z.string().nullable().default(null),
  /** As its model card names it; null where nobody has asked. */
  licence: z.string().nullable().default(null),
  /** The last verification found a file broken. */
  isDamaged: z.boolean().default(false),
  verified: z.record(z.string(), verifiedBlobSchema).default({}),
});

/** What is known of a repository and must not be written into a cache that other tools share. */
export type RepositoryRecord = z.infer<typeof recordSchema>;

export interface CacheLedger extends LastUsedLedger {
  /** @param folderName `models--org--name`. A repository without a record has the empty one. */
  read(folderName: string): Promise<RepositoryRecord>;
  /** Reads, changes and writes in one; changes of one repository wait for each other. */
  update(folderName: string, change: (record: RepositoryRecord) => RepositoryRecord): Promise<void>;
  /** For a repository that is gone: one that comes back is a new one. */
  forget(folderName: string): Promise<void>;
}

const EMPTY_RECORD: RepositoryRecord = recordSchema.parse({});

/**
 * The ledger in a folder of the data directory, a file for each repository, so that two processes meet only where they
 * change the same one at the same moment; the later of the two wins. A record that cannot be read counts as empty: all
 * it holds can be found out again, except pins.
 */
export function openCacheLedger(ledgerDir: string): CacheLedger {
  const queue = new Map<string, Promise<void>>();
  const fileOf = (folderName: string) => join(ledgerDir, `${folderName}.json`);
  const read = async (folderName: string): Promise<RepositoryRecord> => {
    try {
      return recordSchema.parse(JSON.parse(await readFile(fileOf(folderName), 'utf8')));
    } catch {
      return EMPTY_RECORD;
    }
  };
  const inTurn = async (folderName: string, change: () => Promise<void>): Promise<void> => {
    const written = (queue.get(folderName) ?? Promise.resolve()).then(change);
    // A failed write must not fail those that wait behind it.
    const settled = written.catch(() => undefined);
    queue.set(folderName, settled);
    await written.finally(() => {
      if (queue.get(folderName) === settled) queue.delete(folderName);
    });
  };
  return {
    read,
    async getLastUsedAtMs(folderName) {
      return (await read(folderName)).lastUsedAtMs;
    },
    update: (folderName, change) =>
      inTurn(folderName, async () => {
        const record = change(await read(folderName));
        await makeFolder(ledgerDir).catch((error: unknown) => {
          throw toFileError(error, ledgerDir);
        });
        await atomicWriteFile(fileOf(folderName), JSON.stringify(record));
      }),
    forget: (folderName) => inTurn(folderName, () => rm(fileOf(folderName), { force: true })),
  };
}

/** True while nothing suggests that a file changed since it was verified. */
export function isSameFile(
  verified: VerifiedBlob,
  info: { readonly size: number; readonly mtimeMs: number; readonly ino: number },
): boolean {
  const { sizeBytes, modifiedAtMs, inode } = verified;
  return sizeBytes === info.size && modifiedAtMs === info.mtimeMs && inode === info.ino;
}
