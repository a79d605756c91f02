import { mkdir, mkdtemp, readFile, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMIT_A, writeRevision } from '../../worker/models/cache/tests/createCache.ts';
import { ASSETS_DIR } from '../openTestWorker.ts';
import { buildWindow } from './buildDesktop.ts';
import { clickMenu } from './clickMenu.ts';
import { type ChromiumPage, openPageInChromium } from './openPageInChromium.ts';
import { openTestDesktop, removeFolder, type TestDesktop } from './openTestDesktop.ts';

const STEP_TIMEOUT_MS = 60_000;
const TOKEN = 'hf_typedintheform';

let folder: string;
let app: TestDesktop;
let chromium: ChromiumPage;
let page: Page;

/** A desktop app with one downloaded model, and its page in Chromium. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-dialogs-'));
  buildWindow(folder);
  await symlink(ASSETS_DIR, join(folder, 'assets'), 'junction');
  const dataDir = join(folder, 'data');
  await mkdir(join(dataDir, 'models'), { recursive: true });
  writeRevision(join(dataDir, 'models'), {
    repository: 'acme/whisper-mini',
    commit: COMMIT_A,
    refs: ['main'],
    files: {
      'config.json': '{"model_type":"whisper"}',
      'tokenizer.json': '{}',
      'onnx/encoder_model.onnx': 'encoder',
      'onnx/decoder_model_merged.onnx': 'decoder',
    },
  });
  app = await openTestDesktop({ appDir: folder, dataDir });
  await app.becomeReady();
  chromium = await openPageInChromium(app);
  ({ page } = chromium);
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  await page.getByRole('button', { name: 'Skip' }).click();
});
afterAll(async () => {
  await chromium.close();
  await app.quit();
  await removeFolder(folder);
});

/** The form around the field for a path. */
function formOf(label: string): { readonly field: Locator; readonly choose: Locator } {
  const form = page.locator('form', { has: page.getByRole('textbox', { name: label }) });
  return {
    field: form.getByRole('textbox', { name: label }),
    choose: form.getByRole('button', { name: 'Choose…' }),
  };
}

describe('in the desktop app, what the system is asked for', () => {
  it('is the folder that models are written to', async () => {
    clickMenu(app, 'CmdOrCtrl+2');
    await page.getByRole('checkbox', { name: /whisper-mini/ }).check();
    const { field, choose } = formOf('File to write');
    app.dialogs.chosen.push([], [folder]);
    await choose.click();
    await expect.poll(() => app.dialogs.asked).toHaveLength(1);
    expect(await field.inputValue()).toBe('');
    await choose.click();
    const bundle = join(folder, 'models.earshot');
    await expect.poll(() => field.inputValue()).toBe(bundle);
    expect(app.dialogs.asked.at(-1)).toEqual({
      title: 'Choose a folder',
      properties: ['openDirectory', 'createDirectory'],
    });
    await page.getByRole('button', { name: 'Write file' }).click();
    await page.getByText(/^Written: .*models\.earshot/).waitFor();
    expect((await stat(bundle)).size).toBeGreaterThan(0);
  });

  it('is the file that models are added from, where it lies', async () => {
    const bundle = join(folder, 'models.earshot');
    await page.evaluate(`globalThis.pathsOfTest = { 'models.earshot': ${JSON.stringify(bundle)} }`);
    const { field, choose } = formOf('File to add models from');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), choose.click()]);
    await chooser.setFiles(bundle);
    await expect.poll(() => field.inputValue()).toBe(bundle);
    await page.getByRole('button', { name: 'Add models' }).click();
    await page.getByText(/^Added: /).waitFor();
  });

  it('is the folder that models move to, beginning where they are', async () => {
    clickMenu(app, 'CmdOrCtrl+,');
    const other = join(folder, 'other');
    await mkdir(other);
    const { field, choose } = formOf('Another folder');
    app.dialogs.chosen.push([other]);
    await choose.click();
    await expect.poll(() => field.inputValue()).toBe(other);
    await page.getByText(/would be moved;/).waitFor();
    expect(app.dialogs.asked.at(-1)).toMatchObject({ defaultPath: join(app.dataDir, 'models') });
  });

  it('is to show a folder', async () => {
    const card = page.locator('.model-section', {
      has: page.getByRole('heading', { name: 'Models on this computer' }),
    });
    await card.getByRole('button', { name: 'Show in folder' }).click();
    await expect.poll(() => app.opened).toEqual([join(app.dataDir, 'models')]);
  });

  it('is to keep the access token, which the worker is told and no file shows', async () => {
    await page.getByLabel('Access token').fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.getByText('It is set here.').waitFor();
    expect(app.workers[0]?.told.at(-1)).toEqual({ type: 'hub-token', token: TOKEN });
    const kept = await readFile(join(app.dataDir, 'desktop', 'hub-token'));
    expect(kept.includes(TOKEN)).toBe(false);
    await expect(stat(join(app.dataDir, 'hub-token'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(chromium.problems).toEqual([]);
  });
});
