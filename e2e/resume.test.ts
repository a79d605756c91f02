import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../worker/lib/testRandom.ts';
import { makeLongMeeting } from './makeLongMeeting.ts';
import { runEarshot, startEarshot } from './runEarshot.ts';

interface ResultLine {
  readonly type: 'result';
  readonly segments: readonly unknown[];
  readonly text: string;
}

let folder: string;
let media: string;
let uninterrupted: ResultLine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-resume-'));
  media = join(folder, 'meeting.wav');
  await makeLongMeeting(media, 6);
  uninterrupted = resultOf((await runEarshot(transcribe('uninterrupted'))).stdout);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a transcription that is interrupted', () => {
  it('is the same transcript after SIGKILL at random moments', { timeout: 600_000 }, async () => {
    const seed = Date.now() % 1_000_000;
    console.log(`Kills with seed ${seed}`);
    const random = createRandom(seed);
    const committedAtKill: number[] = [];
    for (let kill = 0; kill < 12; kill++) {
      await allowModel('killed');
      const kept = countSegments('killed');
      const { child, ended } = startEarshot(transcribe('killed'));
      // One of three just after a chunk was committed, the others anywhere: at the start, while models load, between.
      if (kill % 3 === 2) {
        while (countSegments('killed') <= kept && child.exitCode === null) await pause(5);
        await pause(random() * 200);
      } else {
        await pause(random() * 2500);
      }
      child.kill('SIGKILL');
      const { signal } = await ended;
      if (signal !== 'SIGKILL') break;
      committedAtKill.push(countSegments('killed'));
    }
    console.log(`Segments in the library after each kill: ${committedAtKill.join(', ')}`);
    expect(committedAtKill.length).toBeGreaterThan(3);
    expect(Math.max(...committedAtKill)).toBeGreaterThan(0);

    await allowModel('killed');
    const finished = resultOf((await runEarshot(transcribe('killed'))).stdout);
    expect(finished.segments).toEqual(uninterrupted.segments);
    expect(countSegments('killed')).toBe(uninterrupted.segments.length);
  });

  it('is shown as waiting, and how far it came, while nobody goes on with it', async () => {
    const { child, ended } = startEarshot(transcribe('left'));
    while (readStoredFraction('left') === 0 && child.exitCode === null) await pause(10);
    child.kill('SIGKILL');
    const { signal } = await ended;
    const left = await runEarshot(['jobs', 'list', '--data-dir', join(folder, 'left')]);
    expect(signal).toBe('SIGKILL');
    expect(left.stdout).toMatch(/ queued +[1-9]\d?% {2}meeting\.wav\n$/);
  });

  it('stops cleanly on Ctrl-C and goes on with the next call', async () => {
    const { child, ended } = startEarshot(transcribe('stopped'));
    while (countSegments('stopped') === 0 && child.exitCode === null) await pause(10);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect({ code, stderr }).toMatchObject({ code: 3 });
    const kept = countSegments('stopped');
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(uninterrupted.segments.length);

    const finished = await runEarshot(transcribe('stopped'));
    expect(finished.code).toBe(0);
    expect(resultOf(finished.stdout).segments).toEqual(uninterrupted.segments);
  });
});

function transcribe(dataDir: string): readonly string[] {
  return ['transcribe', media, '--words', '--json', '--data-dir', join(folder, dataDir)];
}

/** Two kills in a row may meet the model as it is loaded, which sets it aside; the page then asks whether to allow it. */
function allowModel(dataDir: string): Promise<void> {
  return rm(join(folder, dataDir, 'model-loads'), { recursive: true, force: true });
}

function resultOf(stdout: string): ResultLine {
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly type: string });
  const result = lines.find((line) => line.type === 'result');
  if (result === undefined) throw new Error(`No result in ${stdout}`);
  return result as ResultLine;
}

function countSegments(dataDir: string): number {
  return readNumber(dataDir, 'SELECT count(*) AS number FROM segments');
}

/** How far the first job is. */
function readStoredFraction(dataDir: string): number {
  return readNumber(dataDir, "SELECT progress ->> 'fraction' AS number FROM jobs");
}

/** Reads the library from outside, as it is on disk; 0 while there is none. */
function readNumber(dataDir: string, sql: string): number {
  const path = join(folder, dataDir, 'library.db');
  if (!existsSync(path)) return 0;
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    return Number(database.prepare(sql).get()?.['number'] ?? 0);
  } catch (error) {
    if (error instanceof Error && error.message.includes('no such table')) return 0;
    throw error;
  } finally {
    database.close();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
