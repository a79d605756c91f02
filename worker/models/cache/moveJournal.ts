import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../contract/index.ts';
import { atomicWriteFile } from '../../lib/atomicWriteFile.ts';
import { makeFolder } from '../../lib/makeFolder.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { errnoOf } from './errnoOf.ts';

/**
 * Where a move is. Up to `publishing` a failure undoes it, from `deleting` on the new folder is the cache and a failure
 * only leaves files behind. `switching` is the moment between: the setting is being written.
 */
export const MOVE_STEPS = [
  'copying',
  'verifying',
  'publishing',
  'switching',
  'deleting',
  'rolling-back',
] as const;
export type MoveStep = (typeof MOVE_STEPS)[number];

/** Below the root of a cache, with `/` on every system. */
const relativePath = z
  .string()
  .refine((path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'));

const entrySchema = z.object({
  path: relativePath,
  kind: z.enum(['file', 'link', 'folder']),
  /** Of a file; 0 for the others. */
  sizeBytes: z.number().nonnegative(),
  modifiedAtMs: z.number(),
  /** Which file it is, for those with several names: see `fileIdentity.ts`. Not needed after `copying`. */
  identity: z.string().nullable().default(null),
  /** Of a link, as it is to be written. */
  target: z.string().nullable(),
});

/** Something of the old cache that goes to the new one. */
export type MoveEntry = z.infer<typeof entrySchema>;

const actionSchema = z.object({
  path: relativePath,
  /** `replace`: what was there is kept aside until the move is over. */
  kind: z.enum(['place', 'replace']),
});

/** One rename out of the staging folder. */
export type PublishAction = z.infer<typeof actionSchema>;

const journalSchema = z.object({
  version: z.literal(1),
  from: z.string().min(1),
  to: z.string().min(1),
  step: z.enum(MOVE_STEPS),
  /** The topmost folder that had to be made for the new cache, to be removed with it; null if there was one. */
  createdFolder: z.string().nullable(),
  /** While rolling back: the setting may name the new folder already. */
  mustSwitchBack: z.boolean().default(false),
  /** Known from `verifying` on. */
  entries: z.array(entrySchema).readonly().default([]),
  /** Known from `publishing` on. */
  actions: z.array(actionSchema).readonly().default([]),
});

export type MoveRecord = z.infer<typeof journalSchema>;

/** Makes a move survive a kill: what is written here was decided, whether or not it was done yet. */
export interface MoveJournal {
  /** Null if no move is under way. Throws `invalid-request` (`journal-damaged`) if that cannot be told. */
  read(): Promise<MoveRecord | null>;
  write(record: MoveRecord): Promise<void>;
  remove(): Promise<void>;
  /** Puts one that cannot be read out of the way. */
  setAside(): Promise<void>;
}

export function openMoveJournal(dataDir: string): MoveJournal {
  const path = join(dataDir, 'cache-move.json');
  return {
    async read() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        if (errnoOf(error) === 'ENOENT') return null;
        throw toFileError(error, path);
      }
      try {
        return journalSchema.parse(JSON.parse(text));
      } catch (error) {
        throw new AppError('invalid-request', 'The journal of a move cannot be read.', {
          details: { path, reason: 'journal-damaged' },
          cause: error,
        });
      }
    },
    async write(record) {
      await makeFolder(dataDir);
      await atomicWriteFile(path, JSON.stringify(record));
    },
    async remove() {
      await rm(path, { force: true });
    },
    async setAside() {
      await rename(path, `${path}.broken-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
    },
  };
}
