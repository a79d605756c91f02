import { open, rename, rm, stat } from 'node:fs/promises';
import type { SessionOptions } from '../../../inference/session.ts';
import type { OpenSession } from '../whisperModel.ts';

/**
 * Most that a graph with its weights may grow by. A table of embeddings that is used as it is and turned is there twice
 * (1.35 times for Whisper base in fp32, 1.5 for tiny); what folds to more was made to fill a disk.
 */
const MAX_GROWTH = 2;

/**
 * Has the runtime do once what it would do at every load: fold constants, turn the table of embeddings, join operators.
 * `from` and its weights (`<from>_data`) become `to` and `<to>_data`, on the disk. A graph that the runtime does not
 * write, for lack of room or for what is in it, is moved as it is.
 */
export async function optimizeGraph(
  from: string,
  to: string,
  openSession: OpenSession,
  options: SessionOptions,
): Promise<void> {
  if (await writeOptimized(from, to, openSession, options)) {
    await remove(from);
    return;
  }
  await remove(to);
  for (const [source, target] of pairs(from, to)) await rename(source, target);
}

async function writeOptimized(
  from: string,
  to: string,
  openSession: OpenSession,
  options: SessionOptions,
): Promise<boolean> {
  try {
    const session = await openSession(from, { ...options, writeOptimizedTo: to });
    await session.release();
    for (const [, target] of pairs(from, to)) {
      await using file = await open(target, 'r+');
      await file.sync();
    }
    return (await totalBytes(to)) <= MAX_GROWTH * (await totalBytes(from));
  } catch {
    return false;
  }
}

function pairs(from: string, to: string): readonly (readonly [string, string])[] {
  return [
    [from, to],
    [`${from}_data`, `${to}_data`],
  ];
}

async function totalBytes(path: string): Promise<number> {
  return (await stat(path)).size + (await stat(`${path}_data`)).size;
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(`${path}_data`, { force: true });
}
