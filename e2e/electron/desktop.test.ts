import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { JobSnapshot } from '../../worker/contract/index.ts';
import { DESKTOP_SHELL } from '../../worker/contract/index.ts';
import { SAMPLE_MEETING } from '../runEarshot.ts';
import { clickMenu } from './clickMenu.ts';
import type { FakePage } from './fakePage.ts';
import {
  openTestDesktop,
  removeFolder,
  type TestDesktop,
  type TestDesktopOptions,
} from './openTestDesktop.ts';

/** Of one step; generous for a computer that does something else as well. */
const PATIENCE = { timeout: 120_000, interval: 20 };

const apps: TestDesktop[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) {
    for (const worker of app.workers) worker.crash();
    await removeFolder(app.dataDir);
  }
});

async function open(options: TestDesktopOptions = {}): Promise<TestDesktop> {
  const app = await openTestDesktop(options);
  apps.push(app);
  return app;
}

async function openWithPage(options: TestDesktopOptions = {}): Promise<{ app: TestDesktop; page: FakePage }> {
  const app = await open(options);
  const page = await app.becomeReady();
  await untilConnected(page);
  return { app, page };
}

async function untilConnected(page: FakePage): Promise<void> {
  let current = '';
  page.worker.onStatus((status) => (current = status));
  await vi.waitUntil(() => current === 'connected', PATIENCE);
}

/** The job of the page's list, when it is as it should be. */
function untilJob(page: FakePage, isSo: (job: JobSnapshot) => boolean): Promise<JobSnapshot> {
  return vi.waitUntil(async () => {
    const jobs = await page.worker.request('jobs.list').catch(() => []);
    return jobs.find(isSo);
  }, PATIENCE);
}

describe('the desktop app', () => {
  it('starts the worker, hands the page a port, and stops the worker when it quits', async () => {
    const { app, page } = await openWithPage();
    expect(await page.worker.request('diagnostics.get')).toMatchObject({ appVersion: '1.2.3' });
    expect(app.windows.map(({ isShown }) => isShown)).toEqual([true]);
    const [worker] = app.workers;
    const gone = new Promise((resolve) => worker?.on('exit', resolve));
    await app.quit();
    expect(await gone).toBe(0);
    expect(app.workers).toHaveLength(1);
  });

  it('gives each load of a page a port of its own', async () => {
    const { app, page } = await openWithPage();
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
    const { app, page } = await openWithPage();
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

  it('transcribes a file of the command line, and goes on with it when the worker is killed', async () => {
    const { app, page } = await openWithPage({
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
    const app = await open();
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
    const app = await open({ dataDir });
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

  it('keeps files that come before it is ready, and takes those of a second instance', async () => {
    const app = await open();
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

  it('stays without a window on macOS, and has one again for a file from the dock or a click on its icon', async () => {
    const app = await open({ platform: 'darwin' });
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
    const app = await open({ isFirstInstance: false });
    await app.app.ended.promise;
    expect([app.windows, app.workers]).toEqual([[], []]);
  });

  it('keeps the access token encrypted, and knows it after the next start', async () => {
    const { app, page } = await openWithPage();
    expect(await page.host.desktop?.setHubToken('hf_averysecrettoken')).toEqual({ isKept: true });
    await app.quit();
    const file = join(app.dataDir, 'desktop', 'hub-token');
    expect((await stat(file)).size).toBeGreaterThan(0);
    expect(findInFolder(app.dataDir, 'hf_averysecrettoken')).toEqual([]);

    const next = await openWithPage({ dataDir: app.dataDir, secret: app.secret });
    expect(next.app.workers[0]?.told[0]).toEqual({ type: 'hub-token', token: 'hf_averysecrettoken' });
    expect(await next.page.worker.request('network.token')).toEqual({ source: 'setting' });
    await writeFile(join(app.dataDir, 'hub-token'), 'hf_ofthecommandline');
    expect(await next.page.host.desktop?.setHubToken(null)).toEqual({ isKept: true });
    expect(await readdir(app.dataDir)).not.toContain('hub-token');
    await next.app.quit();
    expect(await readdir(join(app.dataDir, 'desktop'))).not.toContain('hub-token');
  });

  it('remembers where its window was', async () => {
    const { app } = await openWithPage();
    const bounds = { x: 300, y: 200, width: 900, height: 700 };
    Object.assign(app.windows[0] ?? {}, { bounds });
    app.windows[0]?.close();
    await app.app.ended.promise;
    const next = await open({ dataDir: app.dataDir });
    await next.becomeReady();
    expect(next.windows[0]?.options).toMatchObject(bounds);
    const elsewhere = await open({
      dataDir: app.dataDir,
      displays: [{ x: 0, y: 0, width: 200, height: 150 }],
    });
    await elsewhere.becomeReady();
    expect(elsewhere.windows[0]?.options).toMatchObject({ x: 0, y: 0, width: 200, height: 150 });
  });
});

describe('the window', () => {
  it('is isolated, may do nothing, and leads nowhere', async () => {
    const { app } = await openWithPage();
    const [window] = app.windows;
    expect(window?.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(app.session.granted).toEqual({ permission: false, check: false, device: false });
    const reached = [
      'app://earshot/a.js',
      'media://recording/f1',
      'https://example.com/',
      'ws://127.0.0.1:1/',
      'file:///a',
    ];
    expect(reached.filter((url) => app.session.isRequestCanceled(url))).toEqual(reached.slice(2));
    const openWindow = (url: string) => window?.webContents.openHandler?.({ url } as never);
    expect(openWindow('https://huggingface.co/openai/whisper-base')).toEqual({ action: 'deny' });
    expect(openWindow('https://huggingface.co.evil.example/')).toEqual({ action: 'deny' });
    expect(openWindow('file:///etc/passwd')).toEqual({ action: 'deny' });
    expect(app.opened).toEqual(['https://huggingface.co/openai/whisper-base']);
    const prevented: string[] = [];
    for (const url of ['https://huggingface.co/', 'file:///etc/passwd', 'app://earshot/index.html']) {
      window?.webContents.emit('will-frame-navigate', { url, preventDefault: () => prevented.push(url) });
    }
    expect(prevented).toEqual(['https://huggingface.co/', 'file:///etc/passwd']);
    await app.quit();
  });

  it('answers only the top frame of its own page', async () => {
    const { app } = await openWithPage();
    const sender = app.windows[0]?.webContents;
    const ours = { parent: null, url: 'app://earshot/index.html', postMessage: () => undefined };
    const ask = (event: Parameters<TestDesktop['call']>[0], method = 'samplePath', params?: unknown) =>
      app.call(event, DESKTOP_SHELL.callChannel, { method, params });
    expect(await ask({ sender, senderFrame: ours })).toEqual({ ok: true, result: SAMPLE_MEETING });
    for (const event of [
      { sender, senderFrame: null },
      { sender, senderFrame: { ...ours, parent: ours } },
      { sender, senderFrame: { ...ours, url: 'https://evil.example/' } },
      { sender, senderFrame: { ...ours, url: 'app://earshot.evil.example/' } },
      { sender: {}, senderFrame: ours },
    ]) {
      expect(await ask(event)).toMatchObject({ ok: false, error: { code: 'permission-denied' } });
    }
    for (const [method, params] of [
      ['toString', undefined],
      ['__proto__', undefined],
      ['showInFolder', { path: 'a\0b' }],
      ['showInFolder', '/etc'],
      ['connect', { nonce: 'short' }],
    ] as const) {
      expect(await ask({ sender, senderFrame: ours }, method, params)).toMatchObject({
        ok: false,
        error: { code: 'invalid-request' },
      });
    }
    await app.quit();
  });

  it('saves what it is given where the person says, and never elsewhere', async () => {
    const { app, page } = await openWithPage();
    const path = join(app.dataDir, 'a.txt');
    app.dialogs.chosen.push([path], [], [app.dataDir], [join(app.dataDir, 'a.pdf')]);
    await page.host.saveFile({ name: 'a.txt', content: 'words' });
    await page.host.saveFile({ name: 'b.txt', content: 'canceled' });
    await page.host.saveFiles(
      [
        { name: 'a.txt', content: 'more' },
        { name: 'c.docx', content: new Uint8Array([1, 2]) },
      ],
      'all.zip',
    );
    await page.host.savePdf({ name: 'a.pdf', html: '<h1>Words</h1>' });
    expect(await readFile(path, 'utf8')).toBe('words');
    expect(await readFile(join(app.dataDir, 'a (2).txt'), 'utf8')).toBe('more');
    expect([...(await readFile(join(app.dataDir, 'c.docx')))]).toEqual([1, 2]);
    expect(await readFile(join(app.dataDir, 'a.pdf'), 'utf8')).toMatch(/^%PDF of file:/);
    app.dialogs.chosen.push([app.dataDir]);
    await expect(
      page.host.saveFiles([{ name: '../outside.txt', content: '' }], 'all.zip'),
    ).rejects.toMatchObject({ code: 'invalid-request' });
    await app.quit();
  });

  it('is loaded again when its page crashes, and asks when it crashes again', async () => {
    const { app, page } = await openWithPage();
    const contents = app.windows[0]?.webContents;
    const crash = () => contents?.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    crash();
    const second = app.windows[0]?.page;
    expect(second).not.toBe(page);
    app.dialogs.press(0);
    crash();
    await vi.waitUntil(() => app.windows[0]?.page !== second, PATIENCE);
    expect(app.dialogs.said).toEqual(['The window stopped working']);
    await app.quit();
  });
});

/** Files that hold a text, by grep: a test of what is on the disk must not share the reading code of the app. */
function findInFolder(folder: string, text: string): string[] {
  const { stdout } = spawnSync('grep', ['-rla', text, folder], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '');
}
