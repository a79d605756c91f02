import { access, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AppError, createAbortError, isAbortError } from '../../contract/index.ts';
import { makeFolder } from '../../lib/makeFolder.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { cacheTagPath } from './cacheLayout.ts';
import { CACHE_TAG } from './cacheTag.ts';
import { errnoOf } from './errnoOf.ts';
import { listMoveEntries } from './moveEntries.ts';
import { openMoveJournal, type MoveJournal, type MoveRecord, type MoveStep } from './moveJournal.ts';
import { checkFreeSpace, checkMoveTarget, failLook, refuseLocation } from './moveTarget.ts';
import { isEmptyFolder, planPublish, publish, removeStaging, unpublish } from './publishMove.ts';
import { removeMoved } from './removeMoved.ts';
import { listCopies, replacedFolder, stageEntries, stagingFolder, verifyStaged } from './stageMove.ts';

export interface MoveProgress {
  readonly step: MoveStep;
  readonly doneBytes: number;
  /** 0 in steps that only rename or delete. */
  readonly totalBytes: number;
  readonly path: string;
}

export interface ResumeMoveOptions {
  /** Folder of the journal. */
  readonly dataDir: string;
  /** Of our partial downloads, which are taken along. */
  readonly partialTag: string;
  /** Makes the new folder the cache, for good. May be called twice, after a kill. */
  readonly switchTo: (cacheDir: string) => Promise<void>;
  readonly signal?: AbortSignal;
  /** True if an abort is to leave the move as a kill would, to be gone on from, instead of undoing it. */
  readonly isSuspended?: () => boolean;
  readonly onProgress?: (progress: MoveProgress) => void;
}

export interface MoveCacheOptions extends ResumeMoveOptions {
  readonly from: string;
  readonly to: string;
}

export interface MoveResult {
  /** `rolled-back`: a move that had failed before was undone; the old folder is the cache. */
  readonly outcome: 'moved' | 'rolled-back';
  /** The folder that is the cache now; links in the path resolved. */
  readonly cacheDir: string;
  /** What stays in the old folder: files of others, or what changed or could not be removed. */
  readonly leftBehind: readonly string[];
  /** Blobs that were damaged before the move and are as they were. */
  readonly damaged: readonly string[];
}

/**
 * Moves a cache to another folder, which may hold models already: copies everything to where nobody sees it (on one
 * volume by second names for the same content), verifies it by hash, makes it visible by renames, calls `switchTo`, and
 * deletes the old files. Nothing else may write to either cache meanwhile.
 *
 * Up to the switch, a failure or an abort undoes everything, and the old folder was never touched; after it, the move is
 * done and at worst files are left behind. A kill at any moment is gone on from by `resumeMove`.
 * Throws `cache-location-refused` (with `reason`), `disk-full`, `permission-denied`, `invalid-request` (`move-pending`)
 * while an earlier move is not ended, or an AbortError.
 */
export async function moveCache(options: MoveCacheOptions): Promise<MoveResult> {
  const journal = openMoveJournal(options.dataDir);
  if ((await journal.read()) !== null) {
    throw new AppError('invalid-request', 'A move that was begun before has to be ended first.', {
      details: { reason: 'move-pending' },
    });
  }
  const { signal } = options;
  const from = resolve(options.from);
  if (signal?.aborted === true) throw createAbortError();
  const { to, existing } = await checkMoveTarget(from, options.to);
  const entries = await listMoveEntries(from, options.partialTag).catch((error: unknown) => {
    throw toFileError(error, from);
  });
  const copies = await listCopies({ from, to, entries }, existing);
  await checkFreeSpace(existing, sumBytes(copies)).catch(failLook(existing));
  const createdFolder = to === existing ? null : topmostBelow(existing, to);
  const record: MoveRecord = {
    version: 1,
    from,
    to,
    step: 'copying',
    createdFolder,
    mustSwitchBack: false,
    entries: [],
    actions: [],
  };
  await journal.write(record);
  return carryOn(record, journal, options);
}

/** Ends a move that was interrupted; null if there is none. To be called at start. Throws as `moveCache`. */
export async function resumeMove(options: ResumeMoveOptions): Promise<MoveResult | null> {
  const journal = openMoveJournal(options.dataDir);
  const record = await journal.read();
  if (record === null) return null;
  if (record.step === 'copying' && !(await isFolder(record.from))) {
    // Not an empty cache: one on a disk that is not there at the moment.
    throw await undo(refuseLocation(record.from, 'vanished'), record, journal, options);
  }
  return carryOn(record, journal, options);
}

async function carryOn(
  begun: MoveRecord,
  journal: MoveJournal,
  options: ResumeMoveOptions,
): Promise<MoveResult> {
  const { from, to } = begun;
  if (begun.step === 'rolling-back') {
    await rollBack(begun, journal, options);
    return { outcome: 'rolled-back', cacheDir: from, leftBehind: [], damaged: [] };
  }
  let record = begun;
  let damaged: readonly string[] = [];
  const enter = async (changes: Partial<MoveRecord>): Promise<void> => {
    record = { ...record, ...changes };
    await journal.write(record);
  };
  const report = createReporter(() => record.step, options.onProgress);
  try {
    const signal = options.signal ?? new AbortController().signal;
    if (record.step === 'copying') {
      await makeFolder(to);
      await rm(replacedFolder(to), { recursive: true, force: true });
      const entries = await listMoveEntries(from, options.partialTag);
      const work = { from, to, entries, signal };
      await stageEntries({ ...work, onBytes: report(sumBytes(await listCopies(work, to))) });
      await enter({ step: 'verifying', entries });
    }
    if (record.step === 'verifying') {
      const { entries } = record;
      damaged = await verifyStaged({ from, to, entries, signal, onBytes: report(sumBytes(entries)) });
      await enter({ step: 'publishing', actions: await planPublish(to, entries) });
    }
    if (record.step === 'publishing') {
      if (signal.aborted) throw createAbortError();
      const onBytes = report(0);
      await publish(to, record, (path) => {
        onBytes(0, path);
      });
      await enter({ step: 'switching' });
    }
    if (record.step === 'switching') {
      report(0)(0, to);
      await access(to);
      await options.switchTo(to);
    }
  } catch (error) {
    if (isAbortError(error) && options.isSuspended?.() === true) throw error;
    throw await undo(error, record, journal, options);
  }
  const onBytes = report(0);
  onBytes(0, to);
  // From here on the new folder is the cache. Should the journal not be written, the next start switches once more.
  await enter({ step: 'deleting' }).catch(() => undefined);
  if (!(await isFolder(to))) throw refuseLocation(to, 'vanished');
  await writeFile(cacheTagPath(to), CACHE_TAG, { flag: 'wx' }).catch(() => undefined);
  await removeStaging(to);
  const leftBehind = await removeMoved({
    from,
    entries: record.entries,
    partialTag: options.partialTag,
    onEntry: (path) => {
      onBytes(0, path);
    },
  });
  await journal.remove();
  return { outcome: 'moved', cacheDir: to, leftBehind, damaged };
}

/** Rolls back after a failure and returns the error to throw. If that fails too, the journal says so to the next start. */
async function undo(
  error: unknown,
  record: MoveRecord,
  journal: MoveJournal,
  options: ResumeMoveOptions,
): Promise<unknown> {
  const failed: MoveRecord = { ...record, step: 'rolling-back', mustSwitchBack: record.step === 'switching' };
  const { from, to } = record;
  const places = [[stagingFolder(to), to] as const, [from, from] as const];
  const [lost] = (
    await Promise.all(places.map(async ([folder, place]) => ((await isFolder(folder)) ? [] : [place])))
  ).flat();
  // The failure that the person must hear of is the first one, not one of undoing it.
  await journal.write(failed).catch(() => undefined);
  await rollBack(failed, journal, options).catch(() => undefined);
  if (isAbortError(error) || error instanceof AppError) return error;
  const isGone = GONE_CODES.has(errnoOf(error) ?? '') || (errnoOf(error) === 'ENOENT' && lost !== undefined);
  return isGone ? refuseLocation(lost ?? to, 'vanished', error) : toFileError(error, to);
}

/** What system calls say when a disk or a network folder went away. */
const GONE_CODES: ReadonlySet<string> = new Set([
  'EIO',
  'ENODEV',
  'ENXIO',
  'ESTALE',
  'ENOTCONN',
  'EHOSTDOWN',
]);

async function rollBack(
  { from, to, actions, createdFolder, mustSwitchBack }: MoveRecord,
  journal: MoveJournal,
  { switchTo }: ResumeMoveOptions,
): Promise<void> {
  if (mustSwitchBack) await switchTo(from);
  // A folder that went away has nothing that anyone could see; what is left there is overwritten by the next move.
  if (await isFolder(to)) {
    await unpublish(to, actions);
    await removeStaging(to);
    if (createdFolder !== null) await removeCreated(to, createdFolder);
  }
  await journal.remove();
}

/** Removes the folders that the move made, as far as nobody else put anything into them. */
async function removeCreated(to: string, createdFolder: string): Promise<void> {
  for (let folder = to; ; folder = dirname(folder)) {
    if (!(await isEmptyFolder(folder))) return;
    await rmdir(folder);
    if (folder === createdFolder) return;
  }
}

function createReporter(step: () => MoveStep, onProgress: ResumeMoveOptions['onProgress']) {
  return (totalBytes: number) => {
    let doneBytes = 0;
    return (bytes: number, path: string) => {
      doneBytes += bytes;
      onProgress?.({ step: step(), doneBytes, totalBytes, path });
    };
  };
}

function topmostBelow(existing: string, to: string): string {
  let folder = to;
  while (dirname(folder) !== existing) folder = dirname(folder);
  return folder;
}

function sumBytes(entries: readonly { readonly sizeBytes: number }[]): number {
  return entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}
