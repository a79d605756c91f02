import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHubEnvironment } from './createHubEnvironment.ts';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import { createTestHub, type TestHub } from './hub/createTestHub.ts';
import { openTestBrowser, type TestBrowser } from './openTestBrowser.ts';
import { starterModelFiles } from './starterModelFiles.ts';

const TOKEN = 'hf_of_the_test';

/** What a person decides about requests, and sees of them; each test goes on where the last one ended. */
describe('the network in a browser', () => {
  let folder: string;
  let hub: TestHub;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'earshot-network-page-'));
    hub = await createTestHub();
    await hub.addRepository({ id: 'org/gated', gated: 'auto', files: starterModelFiles() });
    hub.access.addToken(TOKEN, ['org/gated']);
    browser = await openTestBrowser({ environment: createHubEnvironment(hub.endpoint, folder) });
    page = await browser.openPage({ viewport: { width: 1200, height: 900 } });
    await page.getByRole('button', { name: 'Skip' }).click();
  });
  afterAll(async () => {
    await browser.close();
    await hub.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('asks for a token where terms have to be accepted, and never shows it', async () => {
    const lookUp = async (): Promise<Locator> => {
      await page.getByRole('link', { name: 'Models' }).click();
      await page.getByRole('textbox', { name: 'Name or address' }).fill('org/gated');
      await page.keyboard.press('Enter');
      return page.getByRole('dialog');
    };
    const refused = await lookUp();
    await refused.getByText('Access to the model was refused').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByLabel('Access token').fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.getByText('It is set here.').waitFor();
    expect(await page.getByLabel('Access token').inputValue()).toBe('');
    const allowed = await lookUp();
    await allowed.getByRole('radio', { name: /q8/ }).waitFor();
    await allowed.getByText('Its terms have to be accepted').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('It is set here.').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Models' }).click();
  });

  it('says at the field what is wrong with an address', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('textbox', { name: 'Model server' }).fill('http://hub.example');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('“http://hub.example').waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.reload();
    expect(await page.getByRole('textbox', { name: 'Model server' }).inputValue()).toBe('');
  });

  it('shows every request that was made', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    const ledger = page.getByRole('region', { name: 'Every request Earshot made' });
    await page.locator('.field', { hasText: 'Every request Earshot made' }).getByRole('button').click();
    await ledger
      .getByRole('cell', { name: new URL(hub.endpoint).host })
      .first()
      .waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
  });

  it('makes none with the offline switch on', async () => {
    await page.getByRole('switch', { name: 'Offline mode' }).click();
    hub.log.clear();
    await page.getByRole('link', { name: 'Models' }).click();
    await page.getByRole('button', { name: 'Download Whisper tiny', exact: true }).click();
    await page.getByRole('dialog').getByText('Earshot is offline').waitFor();
    await page.keyboard.press('Escape');
    expect(hub.log.requests).toEqual([]);
  });

  it('logged no error and broke no rule of its policy', () => {
    expect(browser.problems).toEqual([]);
    expect(hub.tokensSeenOutsideA()).toEqual([]);
  });
});
