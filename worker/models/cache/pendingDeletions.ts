import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { atomicWriteFile } from '../../lib/atomicWriteFile.ts';
import { makeFolder } from '../../lib/makeFolder.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { parseRepoFolderName } from './cacheLayout.ts';
import type { RepositoryDeletion } from './deletionPlan.ts';
import { isSharedStoreFolder } from './sharedStore.ts';

const FILE_NAME = /^(?!\.{1,2}$)[^/\\\0]+$/;
const fileName = z.string().regex(FILE_NAME);
const filePath = z.string().refine((path) => path.split(/[/\\]/).every((part) => FILE_NAME.test(part)));

const deletionSchema = z.object({
  folder: z.string().refine((path) => isAbsolute(path) && isDeletable(path)),
  repository: z.string(),
  isWhole: z.boolean(),
  commits: z.array(fileName),
  refs: z.array(filePath),
  blobs: z.array(fileName),
  partials: z.array(fileName),
  leftovers: z.array(filePath).default([]),
  shared: z.array(z.string().regex(/^[0-9a-f]{64}$/)).default([]),
});

function isDeletable(folder: string): boolean {
  return isSharedStoreFolder(folder) || parseRepoFolderName(basename(folder)) !== null;
}

/** Deletions that were begun and not ended, by a failure or a kill, in the data directory. */
export interface PendingDeletions {
  add(deletion: RepositoryDeletion): Promise<void>;
  remove(folder: string): Promise<void>;
  list(): Promise<readonly RepositoryDeletion[]>;
}

/** Keeps a file for each repository. A record that is not what we write is passed over: it would delete files. */
export function openPendingDeletions(pendingDir: string): PendingDeletions {
  const fileOf = (folder: string) => {
    const cacheKey = createHash('sha256').update(dirname(folder)).digest('hex').slice(0, 16);
    return join(pendingDir, `${basename(folder)}.${cacheKey}.json`);
  };
  return {
    async add(deletion) {
      await makeFolder(pendingDir).catch((error: unknown) => {
        throw toFileError(error, pendingDir);
      });
      await atomicWriteFile(fileOf(deletion.folder), JSON.stringify(deletion));
    },
    async remove(folder) {
      await rm(fileOf(folder), { force: true });
    },
    async list() {
      const names = await readdir(pendingDir).catch(() => []);
      const records = await Promise.all(
        names.filter((name) => name.endsWith('.json')).map((name) => readRecord(join(pendingDir, name))),
      );
      return records.filter((record) => record !== null);
    },
  };
}

async function readRecord(path: string): Promise<RepositoryDeletion | null> {
  try {
    return deletionSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}
