import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openSocketTransport } from '../renderer/connection/socketTransport.ts';
import { BROWSER_SHELL, createRpcClient, type RpcClient } from '../worker/contract/index.ts';
import { waitForJob } from '../worker/entries/waitForJob.ts';
import { makeLongMeeting } from './makeLongMeeting.ts';
import { openTestBrowser, type TestBrowser } from './openTestBrowser.ts';
import { readWorkerPid } from './readWorkerPid.ts';

/** Of one step that waits for words; generous for a computer that does something else as well. */
const TRANSCRIBED_MS = 240_000;

/** A quick computer takes ten seconds for these twenty minutes: long enough to be killed in the middle. */
const LONG_REPETITIONS = 20;

let folder: string;
let media: string;
let browser: TestBrowser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-killed-'));
  media = join(folder, 'long meeting.wav');
  await makeLongMeeting(media, LONG_REPETITIONS);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  browser = await openTestBrowser();
});
afterEach(() => browser.close());

async function connect(url: string): Promise<RpcClient> {
  const { origin, host, hash } = new URL(url);
  const { transport } = await openSocketTransport({
    url: `ws://${host}${BROWSER_SHELL.socketPath}`,
    token: new URLSearchParams(hash.slice(1)).get(BROWSER_SHELL.fragmentKey) ?? '',
    createSocket: (address) => new WebSocket(address, { headers: { origin } }),
  });
  return createRpcClient(transport);
}

/** The meeting, when words of it are there. */
async function openMeeting(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'long meeting' }).click({ timeout: TRANSCRIBED_MS });
  await page.getByText('Thursday', { exact: true }).first().waitFor({ timeout: TRANSCRIBED_MS });
}

/** Drops the recording on a page and waits for its first words. */
async function startJob(): Promise<Page> {
  const page = await browser.openPage();
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.locator('input[type=file]').setInputFiles(media);
  await openMeeting(page);
  return page;
}

/** Waits for the job that was cut off, and compares its transcript with that of one that is not. */
async function expectWholeTranscript(client: RpcClient): Promise<void> {
  const isOver = async () => (await client.request('jobs.list')).find(({ status }) => status === 'completed');
  const done = await vi.waitUntil(isOver, { timeout: TRANSCRIBED_MS, interval: 100 });
  const meetingId = done.meetingId ?? '';
  const { transcript } = await client.request('library.get', { meetingId });
  await waitForJob(
    client,
    () => client.request('jobs.start', { kind: 'transcribe', path: media, force: true }),
    { signal: new AbortController().signal, onChange: () => undefined },
  );
  const whole = await client.request('library.get', { meetingId });
  expect(whole.transcript?.transcriptId).not.toBe(transcript?.transcriptId);
  expect(whole.transcript?.segments).toEqual(transcript?.segments);
}

it(
  'a worker that is killed in the middle of a job is started again: the page goes on by itself, to the same transcript',
  { timeout: 900_000 },
  async () => {
    const page = await startJob();
    const before = await connect(browser.url);
    expect(await before.request('jobs.list')).toMatchObject([{ kind: 'transcribe', status: 'running' }]);
    const banner = page.getByText('Connecting again. Everything transcribed so far is kept.');
    const isShown = banner.waitFor();
    process.kill(await readWorkerPid(browser.dataDir), 'SIGKILL');
    await isShown;
    await banner.waitFor({ state: 'detached' });
    const client = await connect(browser.url);
    expect(await client.request('jobs.list')).toMatchObject([{ kind: 'transcribe', attempt: 1 }]);
    await page.getByText('Thursday', { exact: true }).first().waitFor();
    await expectWholeTranscript(client);
    // The player may have asked for the recording while nobody could say where it is.
    expect(browser.problems.filter((problem) => !problem.startsWith('Failed to load resource'))).toEqual([]);
    client.close();
  },
);

it(
  'a server that is killed in the middle of a job says so in the page, and the next one goes on to the same transcript',
  { timeout: 900_000 },
  async () => {
    const page = await startJob();
    await browser.killServer();
    await page.getByText('Earshot has stopped').waitFor();
    await page.getByText('Thursday', { exact: true }).first().waitFor();

    const client = await connect(await browser.startServer());
    const [resumed] = await client.request('jobs.list');
    expect(resumed).toMatchObject({ kind: 'transcribe', status: expect.stringMatching(/queued|running/) });
    // Whoever was let in by the server before has to be let in again.
    await page
      .getByRole('heading', { name: 'This address is out of date' })
      .waitFor({ timeout: TRANSCRIBED_MS });
    const next = await browser.openPage();
    await openMeeting(next);
    await expectWholeTranscript(client);
    client.close();
  },
);
