import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import { type HubBrowser, openHubBrowser } from './openHubBrowser.ts';
import { starterModelFiles } from './starterModelFiles.ts';

const TOKEN = 'hf_of_the_test';

/** What a person decides about requests, and sees of them; each test goes on where the last one ended. */
describe('the network in a browser', () => {
  let opened: HubBrowser;
  let page: Page;

  beforeAll(async () => {
    opened = await openHubBrowser(async ({ hub }) => {
      await hub.addRepository({ id: 'org/gated', gated: 'auto', files: starterModelFiles() });
      hub.access.addToken(TOKEN, ['org/gated']);
    });
    page = await opened.browser.openPage({ viewport: { width: 1200, height: 900 } });
    await page.getByRole('button', { name: 'Skip' }).click();
  });
  afterAll(() => opened.close());

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
      .getByRole('cell', { name: new URL(opened.hub.endpoint).host })
      .first()
      .waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
  });

  it('makes none with the offline switch on', async () => {
    await page.getByRole('switch', { name: 'Offline mode' }).click();
    opened.hub.log.clear();
    await page.getByRole('link', { name: 'Models' }).click();
    await page.getByRole('button', { name: 'Download Whisper tiny', exact: true }).click();
    await page.getByRole('dialog').getByText('Earshot is offline').waitFor();
    await page.keyboard.press('Escape');
    expect(opened.hub.log.requests).toEqual([]);
  });

  it('logged no error and broke no rule of its policy', () => {
    expect(opened.browser.problems).toEqual([]);
    expect(opened.hub.tokensSeenOutsideA()).toEqual([]);
  });
});
