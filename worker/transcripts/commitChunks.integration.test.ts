import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../database/openDatabase.ts';
import { createRandom } from '../lib/testRandom.ts';
import { CHUNK_COUNT, chunkOf } from './tests/chunkOf.ts';
import { createTranscriptRepository } from './transcriptRepository.ts';

const script = fileURLToPath(new URL('./tests/commitChunks.ts', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-kill-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the script, kills it once it has told of so many chunks, and returns the last number it told of. */
async function runAndKill(path: string, chunks: number): Promise<number> {
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  let told = -1;
  let heard = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    told = Number(line);
    heard += 1;
    if (heard === chunks) child.kill('SIGKILL');
  }
  await exit;
  return told;
}

const expectedUpTo = (end: number) =>
  Array.from({ length: end }, (_, chunkIndex) =>
    chunkOf(chunkIndex).map((segment, place) => ({
      id: chunkIndex * 1000 + place,
      edited: false,
      ...segment,
    })),
  ).flat();

it('loses nothing that was committed to SIGKILL, and the transcript in the end is that of a run without one', async () => {
  const path = join(folder, 'library.db');
  // Where exactly the kill lands differs from run to run all the same.
  const random = createRandom(7);
  let lastTold = -1;
  let kills = 0;
  for (;;) {
    lastTold = Math.max(lastTold, await runAndKill(path, 1 + Math.floor(random() * 40)));
    const database = openDatabase({ path });
    expect(database.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    database.exec(`INSERT INTO segment_index (segment_index, rank) VALUES ('integrity-check', 1)`);
    const repository = createTranscriptRepository({ database });
    // By the library, not by the exit: a kill may land after the last word.
    if (repository.findTranscript({ mediaId: 'f1', optionsKey: 'options' }) !== null) {
      expect(kills).toBeGreaterThan(5);
      expect(repository.getMeeting('m1')).toMatchObject({
        status: 'complete',
        transcripts: [{ transcriptId: 't1' }],
      });
      expect(repository.getTranscript('t1').segments).toEqual(expectedUpTo(CHUNK_COUNT));
      expect(repository.search({ query: '"chunk 399"', limit: 10 })).toHaveLength(3);
      database.close();
      return;
    }
    kills += 1;
    const partial = repository.findPartialTranscript({ mediaId: 'f1', optionsKey: 'options' });
    const committed = partial?.committedChunks ?? [];
    expect(committed.length).toBeGreaterThan(lastTold);
    expect(committed).toEqual(Array.from(committed, (_, index) => index));
    expect(partial?.checkpoint).toEqual({ nextChunk: committed.length });
    expect(repository.getTranscript('t1').segments).toEqual(expectedUpTo(committed.length));
    database.close();
  }
});
