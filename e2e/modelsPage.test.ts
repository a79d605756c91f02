import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import type { TestHub } from './hub/createTestHub.ts';
import { faults } from './hub/faults.ts';
import { type HubBrowser, type HubBrowserStart, openHubBrowser } from './openHubBrowser.ts';
import type { TestBrowser } from './openTestBrowser.ts';
import { SAMPLE_MEETING, startEarshot } from './runEarshot.ts';
import { starterModelFiles } from './starterModelFiles.ts';
import { WHISPER_BASE } from './whisperBase.ts';

/** What the catalog knows as Whisper tiny; the test hub has the starter model in its place, as in that of Whisper base. */
const TINY = 'onnx-community/whisper-tiny_timestamped';
/** For what waits for a download or a check; generous for a computer that does something else as well. */
const WORK_MS = 60_000;
const TRANSCRIBED_MS = 120_000;

/** One person's way through the models, from none to a moved cache; each test goes on where the last one ended. */
describe('the models in a browser', () => {
  let opened: HubBrowser;
  let folder: string;
  let hub: TestHub;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    opened = await openHubBrowser(async (start) => {
      for (const id of [WHISPER_BASE, TINY]) {
        await start.hub.addRepository({ id, files: starterModelFiles() });
      }
      await start.hub.addRepository({ id: 'org/no-speech', files: { 'config.json': '{}' } });
      await fillOtherCache(start);
      start.hub.log.clear();
    });
    ({ folder, hub, browser } = opened);
    page = await browser.openPage({ viewport: { width: 1200, height: 900 } });
    await page.getByRole('button', { name: 'Skip' }).click();
    await page.getByRole('link', { name: 'Models' }).click();
    await page.getByRole('heading', { name: 'Available' }).waitFor();
  });

  afterAll(() => opened.close());

  /** A hub cache as other programs have it, made by another Earshot. */
  async function fillOtherCache(start: HubBrowserStart): Promise<void> {
    const args = ['models', 'pull', 'whisper-base', '--data-dir', join(start.folder, 'other')];
    const ofOthers = { ...start.environment, EARSHOT_CACHE_DIR: join(start.folder, 'hf', 'hub') };
    expect(await startEarshot(args, ofOthers).ended).toMatchObject({ code: 0 });
  }

  const card = (title: string): Locator =>
    page.locator('.model-card', { has: page.getByRole('heading', { name: title, exact: true }) });
  const inProgress = (name: string): Locator => page.getByRole('listitem').filter({ hasText: name });

  async function startDownload(title: string): Promise<void> {
    await page.getByRole('button', { name: `Download ${title}`, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: `Download ${title}` });
    await dialog.getByRole('button', { name: /^Download 5\.\d MB$/ }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  it('shows what can be had without a request, and what it takes before anything is downloaded', async () => {
    expect(hub.log.requests).toEqual([]);
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Download Whisper base', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Download Whisper base' });
    await dialog.getByRole('radio', { name: /q8/ }).waitFor();
    expect(await dialog.getByRole('radio', { name: /q8/ }).isChecked()).toBe(true);
    expect(await dialog.textContent()).toMatch(/5\.\d MB.*Apache-2\.0.*are free on the disk/);
    expect(await findAccessibilityViolations(page)).toEqual([]);
    expect(hub.log.requests.some(({ origin }) => origin === 'cdn')).toBe(false);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('pauses a download that stalls and goes on with it', async () => {
    const stall = hub.faults.add({ origin: 'cdn', times: 100, fault: faults.stall({ atFraction: 0.5 }) });
    await startDownload('Whisper base');
    const job = inProgress('Downloading Whisper base');
    await job.getByText(/^Downloading · 2\.\d MB of 5\.\d MB/).waitFor({ timeout: WORK_MS });
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await job.getByRole('button', { name: 'Pause Downloading Whisper base' }).click();
    await job.getByText(/^Paused/).waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    stall.remove();
    await card('Whisper base').getByRole('button', { name: 'Continue downloading' }).click();
    await card('Whisper base').waitFor({ timeout: WORK_MS });
    await job.waitFor({ state: 'detached', timeout: WORK_MS });
    await card('Whisper base').getByRole('button', { name: 'Use for new recordings' }).waitFor();
  });

  it('gets over a connection that is cut, and says what a damaged download is', async () => {
    hub.faults.add({ origin: 'cdn', fault: faults.reset({ afterBytes: 100_000 }) });
    const flipped = hub.faults.add({
      origin: 'cdn',
      nth: 2,
      times: 100,
      fault: faults.flipByte({ at: 2_000_000 }),
    });
    await startDownload('Whisper tiny');
    const job = inProgress('Downloading Whisper tiny');
    const failure = job.getByRole('alert');
    await failure.getByText('A download was damaged').waitFor({ timeout: WORK_MS });
    expect(await findAccessibilityViolations(page)).toEqual([]);
    flipped.remove();
    await failure.getByRole('button', { name: 'Try again' }).click();
    await job.waitFor({ state: 'detached', timeout: WORK_MS });
    await card('Whisper tiny').getByRole('button', { name: 'Use for new recordings' }).waitFor();
  });

  it('says what is wrong with a name, and by name what a repository lacks', async () => {
    for (const [name, said] of [
      ['../../etc/passwd', 'This is no model'],
      ['https://evil.example/org/name', 'This is no model'],
      ['nobody/nothing', 'Model not found'],
    ] as const) {
      await page.getByRole('textbox', { name: 'Name or address' }).fill(name);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByText(said).waitFor();
      await page.keyboard.press('Escape');
    }
    await page.getByRole('textbox', { name: 'Name or address' }).fill('org/no-speech');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('onnx/encoder_model').first().waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('checks every byte and finds an update', async () => {
    await page.getByRole('button', { name: 'Manage Whisper base' }).click();
    await card('Whisper base').getByRole('button', { name: 'Check every byte' }).click();
    await page.getByText('Whisper base is intact.').waitFor({ timeout: WORK_MS });
    await hub.commit(WHISPER_BASE, { 'added_tokens.json': '{}\n' });
    await card('Whisper base').getByRole('button', { name: 'Look for an update' }).click();
    await card('Whisper base').getByRole('button', { name: 'Update', exact: true }).click();
    await card('Whisper base').getByText('Versions on this computer').waitFor({ timeout: WORK_MS });
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await card('Whisper base').getByRole('button', { name: 'Use this one' }).click();
    await card('Whisper base').getByText('In use').waitFor();
  });

  it('deletes a model with the keyboard, and says exactly what that frees', async () => {
    await page.getByRole('button', { name: 'Manage Whisper tiny' }).press('Enter');
    await card('Whisper tiny').getByRole('button', { name: 'Delete…' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Delete Whisper tiny?' });
    await dialog.getByText(/^Frees 5\.\d MB \(5,\d{3},\d{3} bytes\)\.$/).waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await card('Whisper tiny').getByRole('button', { name: 'Delete…' }).press('Enter');
    await dialog.getByText(/^Frees /).waitFor();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).press('Enter');
    await card('Whisper tiny').waitFor({ state: 'detached' });
    await page.locator('h2:focus', { hasText: 'On this computer' }).waitFor();
    const folders = await readdir(join(browser.dataDir, 'models'));
    expect(folders.filter((name) => name.startsWith('models--'))).toEqual([
      `models--${WHISPER_BASE.replace('/', '--')}`,
    ]);
  });

  it('keeps what a canceled download has left until it is cleaned up', async () => {
    const stall = hub.faults.add({ origin: 'cdn', times: 100, fault: faults.stall({ atFraction: 0.5 }) });
    await startDownload('Whisper tiny');
    const job = inProgress('Downloading Whisper tiny');
    await job.getByText(/^Downloading · 2\.\d MB/).waitFor({ timeout: WORK_MS });
    await job.getByRole('button', { name: 'Cancel Downloading Whisper tiny' }).click();
    await job.waitFor({ state: 'detached' });
    stall.remove();
    const legend = page.getByRole('figure', { name: 'On the disk' }).getByText('Unfinished downloads');
    await legend.waitFor();
    await page.getByRole('button', { name: 'Clean up…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Clean up' });
    await dialog.getByText('Unfinished download').first().waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await legend.waitFor({ state: 'detached' });
  });

  it('offers models of other programs, to be used where they are', async () => {
    const others = page.locator('.other-cache', { hasText: join(folder, 'hf', 'hub') });
    await others.getByText('1 model, 5').waitFor();
    await others.getByRole('button', { name: 'Use for new recordings: whisper-base' }).click();
    await others.getByText('Used for new recordings').waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await card('Whisper base').getByRole('button', { name: 'Use for new recordings' }).click();
    await card('Whisper base').getByText('Used for new recordings').waitFor();
  });

  it('transcribes with the model, and tells that it is in memory and what it was used for', async () => {
    await page.getByRole('link', { name: 'Library' }).click();
    await page.locator('input[type=file]').first().setInputFiles(SAMPLE_MEETING);
    await page.getByRole('cell', { name: 'Transcribed' }).waitFor({ timeout: TRANSCRIBED_MS });
    await page.getByRole('link', { name: 'Models' }).click();
    await card('Whisper base').getByText('In memory (CPU)').waitFor();
    await page.getByRole('button', { name: 'Manage Whisper base' }).click();
    await card('Whisper base')
      .getByText(/^Loaded once, .* not downloaded again\./)
      .waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await card('Whisper base').getByRole('button', { name: 'Take out of memory' }).click();
    await card('Whisper base').getByText('Not in memory').waitFor();
  });

  it('writes models into a file, and says what is wrong with a file that holds none', async () => {
    const file = join(folder, 'models.earshot');
    await page.getByRole('checkbox', { name: 'Whisper base' }).check();
    await page.getByRole('textbox', { name: 'File to write' }).fill(file);
    await page.getByRole('button', { name: 'Write file' }).click();
    await page.getByText(/^Written: .*models\.earshot \(5\.\d MB\)$/).waitFor({ timeout: WORK_MS });
    await writeFile(file, 'no bundle');
    await page.getByRole('textbox', { name: 'File to add models from' }).fill(file);
    await page.getByRole('button', { name: 'Add models' }).click();
    const failure = inProgress('Adding models from models.earshot').getByRole('alert');
    await failure.getByText('The bundle cannot be used').waitFor({ timeout: WORK_MS });
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await failure.getByRole('button', { name: 'Dismiss' }).click();
    await failure.waitFor({ state: 'detached' });
  });

  it('moves the models to another folder', async () => {
    const target = join(folder, 'another disk');
    await page.getByRole('link', { name: 'Settings' }).click();
    const field = page.getByRole('textbox', { name: 'Another folder' });
    await field.fill('/dev/null/models');
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.getByRole('alert').waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await field.fill(target);
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.getByText(/would be moved; .* are free there/).waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Move the models there' }).click();
    await page.getByText(target, { exact: true }).waitFor({ timeout: WORK_MS });
    await page.getByText('Chosen by you').waitFor();
    await page.getByRole('link', { name: 'Models' }).click();
    await card('Whisper base').waitFor();
    expect(await readdir(target)).toContain(`models--${WHISPER_BASE.replace('/', '--')}`);
  });

  it('logged no error and broke no rule of its policy', () => {
    expect(browser.problems).toEqual([]);
  });
});
