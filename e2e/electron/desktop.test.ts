import { spawnSync } from 'node:child_process';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { SAMPLE_MEETING } from '../runEarshot.ts';
import { clickMenu } from './clickMenu.ts';
import { PATIENCE, untilConnected, untilJob, useTestDesktops } from './testDesktops.ts';

const desktops = useTestDesktops();

describe('the desktop app', () => {
  it('starts the worker, hands the page a port, and stops the worker when it quits', async () => {
    const { app, page } = await desktops.openWithPage();
    expect(await page.worker.request('diagnostics.get')).toMatchObject({ appVersion: '1.2.3' });
    expect(app.windows.map(({ isShown }) => isShown)).toEqual([true]);
    const [worker] = app.workers;
    const gone = new Promise((resolve) => worker?.on('exit', resolve));
    await app.quit();
    expect(await gone).toBe(0);
    expect(app.workers).toHaveLength(1);
  });

  it('gives each load of a page a port of its own', async () => {
    const { app, page } = await desktops.openWithPage();
    app.windows[0]?.webContents.reload();
    const reloaded = app.windows[0]?.page;
    if (reloaded === undefined) throw new Error('The page is gone.');
    await untilConnected(reloaded);
    expect(await reloaded.worker.request('jobs.list')).toEqual([]);
    await expect(page.worker.request('jobs.list')).rejects.toMatchObject({ code: 'worker-exited' });
    expect(new Set([...page.nonces, ...reloaded.nonces]).size).toBe(2);
    expect(app.workers).toHaveLength(1);
    await app.quit();
  });

  it('opens further windows, each with a port of its own, and one worker for all', async () => {
    const { app, page } = await desktops.openWithPage();
    clickMenu(app, 'CmdOrCtrl+N');
    const second = app.windows[1]?.page;
    if (second === undefined) throw new Error('There is one window only.');
    await untilConnected(second);
    await second.worker.request('settings.update', { threads: 3 });
    expect(await page.worker.request('settings.get')).toMatchObject({ threads: 3 });
    app.windows[1]?.close();
    expect(await page.worker.request('jobs.list')).toEqual([]);
    expect([app.windows.length, app.workers.length, app.app.hasEnded]).toEqual([1, 1, false]);
    await app.quit();
  });

  it('keeps files that come before it is ready, and takes those of a second instance', async () => {
    const app = await desktops.open();
    app.app.emit('open-file', { preventDefault: () => undefined }, SAMPLE_MEETING);
    const page = await app.becomeReady();
    await untilConnected(page);
    const { jobId } = await untilJob(page, ({ kind }) => kind === 'transcribe');
    await page.worker.request('jobs.cancel', { jobId });
    await untilJob(page, ({ status }) => status === 'canceled');
    app.app.emit('second-instance', {}, ['earshot', 'project-meeting.ogg'], join(SAMPLE_MEETING, '..'));
    await untilJob(page, ({ status }) => status === 'running' || status === 'queued');
    expect(app.windows[0]?.hasFocus).toBe(true);
    await app.quit();
  });

  it('is started anew for files that come while it ends, and shows no window for them', async () => {
    const { app } = await desktops.openWithPage();
    app.windows[0]?.close();
    const other = join(app.dataDir, 'settings.json');
    app.app.emit('second-instance', {}, ['earshot', 'project-meeting.ogg'], join(SAMPLE_MEETING, '..'));
    app.app.emit('open-file', { preventDefault: () => undefined }, other);
    expect(app.windows).toHaveLength(0);
    await app.app.ended.promise;
    expect(app.app.relaunched).toEqual([[app.app.getAppPath(), SAMPLE_MEETING, other]]);
  });

  it('stays without a window on macOS, and has one again for a file from the dock or a click on its icon', async () => {
    const app = await desktops.open({ platform: 'darwin' });
    // macOS says so at the start too.
    app.app.emit('activate');
    const page = await app.becomeReady();
    await untilConnected(page);
    expect(app.windows).toHaveLength(1);
    app.windows[0]?.close();
    expect([app.windows.length, app.app.hasEnded]).toEqual([0, false]);
    app.app.emit('open-file', { preventDefault: () => undefined }, SAMPLE_MEETING);
    const second = app.windows[0]?.page;
    if (second === undefined) throw new Error('There is no window.');
    await untilConnected(second);
    await untilJob(second, ({ kind }) => kind === 'transcribe');
    app.windows[0]?.close();
    app.app.emit('activate');
    expect(app.windows).toHaveLength(1);
    await app.quit();
  });

  it('is one instance: a second one ends without a window or a worker', async () => {
    const app = await desktops.open({ isFirstInstance: false });
    await app.app.ended.promise;
    expect([app.windows, app.workers]).toEqual([[], []]);
  });

  it('keeps the access token encrypted, and knows it after the next start', async () => {
    const { app, page } = await desktops.openWithPage();
    expect(await page.host.desktop?.setHubToken('hf_averysecrettoken')).toEqual({ isKept: true });
    await app.quit();
    const file = join(app.dataDir, 'desktop', 'hub-token');
    expect((await stat(file)).size).toBeGreaterThan(0);
    expect(findInFolder(app.dataDir, 'hf_averysecrettoken')).toEqual([]);

    const next = await desktops.openWithPage({ dataDir: app.dataDir, secret: app.secret });
    expect(next.app.workers[0]?.told[0]).toEqual({ type: 'hub-token', token: 'hf_averysecrettoken' });
    expect(await next.page.worker.request('network.token')).toEqual({ source: 'setting' });
    await writeFile(join(app.dataDir, 'hub-token'), 'hf_ofthecommandline');
    expect(await next.page.host.desktop?.setHubToken(null)).toEqual({ isKept: true });
    expect(await readdir(app.dataDir)).not.toContain('hub-token');
    await next.app.quit();
    expect(await readdir(join(app.dataDir, 'desktop'))).not.toContain('hub-token');
  });

  it('remembers where its window was', async () => {
    const { app } = await desktops.openWithPage();
    const bounds = { x: 300, y: 200, width: 900, height: 700 };
    Object.assign(app.windows[0] ?? {}, { bounds });
    app.windows[0]?.close();
    await app.app.ended.promise;
    const next = await desktops.open({ dataDir: app.dataDir });
    await next.becomeReady();
    expect(next.windows[0]?.options).toMatchObject(bounds);
    const elsewhere = await desktops.open({
      dataDir: app.dataDir,
      displays: [{ x: 0, y: 0, width: 200, height: 150 }],
    });
    await elsewhere.becomeReady();
    expect(elsewhere.windows[0]?.options).toMatchObject({ x: 0, y: 0, width: 200, height: 150 });
  });

  it('remembers that its window filled the screen, and shows it so only when there is something to see', async () => {
    const { app } = await desktops.openWithPage();
    app.windows[0]?.maximize();
    app.windows[0]?.close();
    await app.app.ended.promise;
    const next = await desktops.open({ dataDir: app.dataDir });
    await next.becomeReady();
    const [window] = next.windows;
    await vi.waitUntil(() => window?.isShown, PATIENCE);
    expect([window?.isMaximized(), window?.wasShownEmpty]).toEqual([true, false]);
  });
});

/** Files that hold a text, by grep: a test of what is on the disk must not share the reading code of the app. */
function findInFolder(folder: string, text: string): string[] {
  const { stdout } = spawnSync('grep', ['-rla', text, folder], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '');
}
