import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { SAMPLE_MEETING } from '../runEarshot.ts';
import { PATIENCE, untilConnected, untilJob, useTestDesktops } from './testDesktops.ts';

const desktops = useTestDesktops();

describe('the desktop app whose worker ends', () => {
  it('transcribes a file of the command line, and goes on with it when the worker is killed', async () => {
    const { app, page } = await desktops.openWithPage({
      argv: ['--flag', SAMPLE_MEETING, join(tmpdir(), 'not-there.wav')],
    });
    await untilJob(page, ({ status, progress }) => status === 'running' && (progress?.fraction ?? 0) > 0.1);
    expect(app.blockers.size).toBe(1);
    app.workers[0]?.crash();
    await vi.waitUntil(() => app.workers.length === 2, PATIENCE);
    const done = await untilJob(page, ({ status }) => status === 'completed');
    const meeting = await page.worker.request('library.get', { meetingId: done.meetingId ?? '' });
    expect(meeting.transcript?.segments[0]?.text.trim()).toBe('Good morning, everyone.');
    expect(page.nonces.length).toBeGreaterThanOrEqual(2);
    await vi.waitUntil(() => app.notifications.length === 1 && app.blockers.size === 0, PATIENCE);
    expect(app.notifications[0]).toMatchObject({
      title: 'The transcript is ready',
      body: 'project-meeting.ogg',
    });
    app.notifications[0]?.click();
    expect(page.location.hash).toBe(`#/meetings/${meeting.meetingId}`);
    expect(app.windows[0]?.progress.at(-1)).toBe(-1);

    const mediaUrl = page.host.mediaUrl(meeting.media.mediaId);
    const { size } = await stat(SAMPLE_MEETING);
    const part = await app.request(mediaUrl, { range: 'bytes=4-7' });
    expect({ status: part.status, range: part.headers.get('content-range') }).toEqual({
      status: 206,
      range: `bytes 4-7/${size}`,
    });
    const whole = await readFile(SAMPLE_MEETING);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(4, 8));
    expect((await app.request(mediaUrl, { range: `bytes=${size}-` })).status).toBe(416);
    expect((await app.request('media://recording/f999')).status).toBe(404);
    await app.quit();

    const log = await readFile(join(app.dataDir, 'logs', 'main.log'), 'utf8');
    expect(log).toContain('worker started');
    expect(log).not.toContain('Good morning');
  });

  it('gives up after five crashes, says so, and starts again when it is told to', async () => {
    const app = await desktops.open();
    const page = await app.becomeReady();
    app.dialogs.press(0);
    for (let crash = 1; crash <= 5; crash++) {
      await vi.waitUntil(() => app.workers.length === crash, PATIENCE);
      app.workers[crash - 1]?.crash();
    }
    await vi.waitUntil(() => app.workers.length === 6, PATIENCE);
    expect(app.dialogs.said).toEqual(['Part of Earshot keeps stopping']);
    await untilConnected(page);
    await app.quit();
  });

  it('says why the worker cannot start, in the words of the reason, and tries again when it is told to', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'earshot-damaged-'));
    await writeFile(join(dataDir, 'library.db'), 'This is no library.');
    const app = await desktops.open({ dataDir });
    const page = await app.becomeReady();
    await vi.waitUntil(() => app.dialogs.said.length === 1, PATIENCE);
    expect(app.dialogs.said).toEqual(['The library cannot be read']);
    expect(app.workers).toHaveLength(1);
    // The log is shown, and the question stays.
    app.dialogs.press(1);
    await vi.waitUntil(() => app.dialogs.said.length === 2, PATIENCE);
    expect(app.opened).toEqual([join(dataDir, 'logs', 'main.log')]);
    await rm(join(dataDir, 'library.db'));
    app.dialogs.press(0);
    await untilConnected(page);
    await app.quit();
  });
});
