import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeWav } from '../worker/audio/wav.ts';
import { openTestBrowser, type TestBrowser } from './openTestBrowser.ts';
import { readWorkerPid } from './readWorkerPid.ts';
import { eventually, TRANSCRIBED_MS } from './transcriptPage.ts';

/** Silence needs no transcribing, and of half an hour of it the browser holds only a small part. */
const SAMPLE_RATE = 16_000;
const SILENCE_SECONDS = 1800;

/** AIFF: Earshot reads it, Chromium does not. */
const UNPLAYABLE = fileURLToPath(new URL('../worker/audio/__fixtures__/mono.aiff', import.meta.url));

interface Playing {
  readonly paused: boolean;
  readonly currentTime: number;
  readonly currentSrc: string;
}

let folder: string;
let browser: TestBrowser;
let page: Page;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-player-'));
  const silence = join(folder, 'silence.wav');
  const channels = [new Float32Array(SAMPLE_RATE * SILENCE_SECONDS)];
  await writeFile(silence, writeWav({ sampleRate: SAMPLE_RATE, channels }, 'pcm16'));
  browser = await openTestBrowser();
  page = await browser.openPage();
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.locator('input[type=file]').setInputFiles([silence, UNPLAYABLE]);
  await page.getByRole('cell', { name: 'Transcribed' }).nth(1).waitFor({ timeout: TRANSCRIBED_MS });
}, 240_000);
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

const look = (): Promise<Playing> =>
  page
    .locator('audio')
    .evaluate(({ paused, currentTime, currentSrc }: Playing) => ({ paused, currentTime, currentSrc }));

/** Kills the worker and waits until the page is connected to the next one. */
async function restartWorker(meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  const banner = page.getByText('Connecting again.');
  const isShown = banner.waitFor();
  process.kill(await readWorkerPid(browser.dataDir), 'SIGKILL');
  await isShown;
  await meanwhile();
  await banner.waitFor({ state: 'detached' });
}

describe('a recording that is open when the worker is killed', () => {
  it('plays on from where it was', async () => {
    await page.getByRole('link', { name: 'silence' }).click();
    await page.getByRole('slider', { name: 'Position' }).fill('600');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await eventually(async () => (await look()).currentTime).toBeGreaterThan(600);
    const before = await look();
    await restartWorker();
    await eventually(async () => (await look()).currentSrc).not.toBe(before.currentSrc);
    const after = await look();
    expect(after.currentTime).toBeGreaterThan(before.currentTime);
    await eventually(async () => (await look()).currentTime).toBeGreaterThan(after.currentTime);
    expect((await look()).paused).toBe(false);
  });

  it('plays on from where it was put meanwhile, which could not be read then', async () => {
    await restartWorker(async () => {
      await page.getByRole('slider', { name: 'Position' }).fill('1200');
    });
    await eventually(async () => (await look()).currentTime).toBeGreaterThan(1201);
    expect((await look()).paused).toBe(false);
    await page.getByRole('button', { name: 'Pause' }).waitFor();
  });

  it('stays where it is when nobody listens', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    const before = await look();
    await restartWorker();
    await eventually(async () => (await look()).currentSrc).not.toBe(before.currentSrc);
    expect(await look()).toMatchObject({ paused: true, currentTime: before.currentTime });
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  });

  it('is still said not to be playable when it is not, and is tried once with each connection', async () => {
    const failure = page.getByText('This browser cannot play the recording.');
    await page.getByRole('link', { name: 'Library' }).click();
    // Requests do not tell: Chromium remembers what it has read of an address.
    await page.evaluate(`document.addEventListener('loadstart', () => { loadsOfTest++ }, true);
      globalThis.loadsOfTest = 0;`);
    const countLoads = () => page.evaluate<number>('loadsOfTest');
    await page.getByRole('link', { name: 'mono' }).click();
    await failure.waitFor();
    expect(await countLoads()).toBe(1);
    await restartWorker();
    await eventually(countLoads).toBe(2);
    await failure.waitFor();
    // Time enough for others to follow.
    await page.getByRole('link', { name: 'Library' }).click();
    await page.getByRole('link', { name: 'silence' }).waitFor();
    expect(await countLoads()).toBe(2);
  });
});
