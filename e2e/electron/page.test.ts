import { mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { ASSETS_DIR } from '../openTestWorker.ts';
import { buildWindow } from './buildDesktop.ts';
import { clickMenu } from './clickMenu.ts';
import { openPageInChromium } from './openPageInChromium.ts';
import { openTestDesktop, removeFolder } from './openTestDesktop.ts';

const PATIENCE = { timeout: 120_000, interval: 20 };

it('runs the built page and preload over a message port: sample, menu, crash of the worker', async () => {
  const appDir = await mkdtemp(join(tmpdir(), 'earshot-window-'));
  buildWindow(appDir);
  await symlink(ASSETS_DIR, join(appDir, 'assets'), 'junction');
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
    await removeFolder(appDir);
  }
});
