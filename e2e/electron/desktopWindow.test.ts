import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { DESKTOP_SHELL } from '../../worker/contract/index.ts';
import { SAMPLE_MEETING } from '../runEarshot.ts';
import type { TestDesktop } from './openTestDesktop.ts';
import { PATIENCE, useTestDesktops } from './testDesktops.ts';

const desktops = useTestDesktops();

describe('the window of the desktop app', () => {
  it('is isolated, may do nothing but copy, and leads nowhere', async () => {
    const { app } = await desktops.openWithPage();
    const [window] = app.windows;
    expect(window?.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    const copying = ['clipboard-sanitized-write'];
    expect(app.session.granted).toEqual({ permissions: copying, checks: copying, device: false });
    expect(app.session.isSpellingChecked).toBe(false);
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
    const { app } = await desktops.openWithPage();
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
    const { app, page } = await desktops.openWithPage();
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
    const { app, page } = await desktops.openWithPage();
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
