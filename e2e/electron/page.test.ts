import { mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { makeLongMeeting } from '../makeLongMeeting.ts';
import { ASSETS_DIR } from '../openTestWorker.ts';
import { buildWindow } from './buildDesktop.ts';
import { clickMenu } from './clickMenu.ts';
import { openPageInChromium } from './openPageInChromium.ts';
import { openTestDesktop, removeFolder } from './openTestDesktop.ts';

const PATIENCE = { timeout: 240_000, interval: 20 };

/** A quick computer takes ten seconds for these twenty minutes: long enough to be killed in the middle. */
const LONG_REPETITIONS = 20;

let appDir: string;
beforeAll(async () => {
  appDir = await mkdtemp(join(tmpdir(), 'earshot-window-'));
  buildWindow(appDir);
  await symlink(ASSETS_DIR, join(appDir, 'assets'), 'junction');
});
afterAll(() => removeFolder(appDir));

it('runs the built page and preload over a message port: sample, menu, crash of the worker', async () => {
  const app = await openTestDesktop({ appDir });
  await app.becomeReady();
  const { page, problems, close } = await openPageInChromium(app);
  page.setDefaultTimeout(PATIENCE.timeout);
  try {
    await page.getByRole('button', { name: 'Try the sample' }).click();
    await page.getByRole('link', { name: 'project-meeting' }).click();
    await page.getByText('Thursday', { exact: true }).waitFor();

    clickMenu(app, 'CmdOrCtrl+,');
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();

    app.workers[0]?.crash();
    await vi.waitUntil(() => app.workers.length === 2, PATIENCE);
    clickMenu(app, 'CmdOrCtrl+1');
    await page.getByRole('link', { name: 'project-meeting' }).click();
    await page.getByText('Thursday', { exact: true }).waitFor();
    expect(problems).toEqual([]);
  } finally {
    await close();
    await app.quit();
    await removeFolder(app.dataDir);
  }
});

it(
  'says so quietly when the worker is killed in the middle of its work, and goes on to the same transcript',
  { timeout: 900_000 },
  async () => {
    const media = join(appDir, 'long meeting.wav');
    await makeLongMeeting(media, LONG_REPETITIONS);
    const app = await openTestDesktop({ appDir });
    const { worker } = await app.becomeReady();
    const { page, problems, close } = await openPageInChromium(app);
    page.setDefaultTimeout(PATIENCE.timeout);
    try {
      await page.getByRole('button', { name: 'Skip' }).click();
      const banner = page.getByText('Connecting again. Everything transcribed so far is kept.');
      // A page that is short of processor time may show the first words when the last are there.
      const firstSegments = new Promise((resolve) => worker.on('segments.added', resolve));
      await worker.request('jobs.start', { kind: 'transcribe', path: media });
      await firstSegments;
      expect((await worker.request('jobs.list')).map(({ status }) => status)).toEqual(['running']);
      const isShown = banner.waitFor();
      app.workers[0]?.crash();
      await isShown;
      await banner.waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'long meeting' }).click();
      await page.getByText('Thursday', { exact: true }).first().waitFor();
      const finished = await vi.waitUntil(async () => {
        const jobs = await worker.request('jobs.list').catch(() => []);
        return jobs.find(({ status }) => status === 'completed');
      }, PATIENCE);
      expect(app.workers).toHaveLength(2);

      const meetingId = finished.meetingId ?? '';
      const resumed = await worker.request('library.get', { meetingId });
      const again = await worker.request('jobs.start', { kind: 'transcribe', path: media, force: true });
      await vi.waitUntil(async () => {
        const jobs = await worker.request('jobs.list');
        return jobs.some(({ jobId, status }) => jobId === again.jobId && status === 'completed');
      }, PATIENCE);
      const whole = await worker.request('library.get', { meetingId });
      expect(whole.transcript?.transcriptId).not.toBe(resumed.transcript?.transcriptId);
      expect(whole.transcript?.segments).toEqual(resumed.transcript?.segments);
      expect(problems).toEqual([]);
    } finally {
      await close();
      await app.quit();
      await removeFolder(app.dataDir);
    }
  },
);

it('says in the page as well that the worker is not started any more, and starts it from there', async () => {
  const app = await openTestDesktop({ appDir });
  await app.becomeReady();
  const { page, problems, close } = await openPageInChromium(app);
  page.setDefaultTimeout(PATIENCE.timeout);
  try {
    await page.getByRole('button', { name: 'Skip' }).click();
    for (let crash = 1; crash <= 5; crash++) {
      await vi.waitUntil(() => app.workers.length === crash, PATIENCE);
      app.workers[crash - 1]?.crash();
    }
    const notice = page.getByRole('alert').filter({ hasText: 'stopped 5 times within ten minutes' });
    await notice.waitFor();
    await vi.waitUntil(() => app.dialogs.countOpen() === 1, PATIENCE);
    await page.getByRole('button', { name: 'Try again' }).click();
    await notice.waitFor({ state: 'detached' });
    expect(app.workers).toHaveLength(6);
    expect(app.dialogs.said).toEqual(['Part of Earshot keeps stopping']);
    expect(app.dialogs.countOpen()).toBe(0);
    expect(problems).toEqual([]);
  } finally {
    await close();
    await app.quit();
    await removeFolder(app.dataDir);
  }
});
