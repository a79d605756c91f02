import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import { openTestBrowser, type TestBrowser } from './openTestBrowser.ts';

const IS_FOCUSED = (element: { matches(selector: string): boolean }): boolean => element.matches(':focus');

let browser: TestBrowser;
let page: Page;
beforeAll(async () => {
  browser = await openTestBrowser();
}, 120_000);
afterAll(() => browser.close());

const notice = () => page.getByRole('alert').filter({ hasText: 'Earshot has stopped' });

it('says that nobody answers any more, and goes on by itself when somebody does', async () => {
  let isAnswered = false;
  page = await browser.openPage();
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    if (isAnswered) socket.connectToServer();
    else void socket.close();
  });
  await page.reload();
  await notice().waitFor();
  isAnswered = true;
  await notice().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.close();
});

it('says that the server has ended, what is kept and what to do, and tries again when it is told to', async () => {
  page = await browser.openPage();
  await page.getByRole('link', { name: 'Settings' }).click();
  const heading = page.getByRole('heading', { name: 'Settings', level: 1 });
  const before = await heading.boundingBox();
  await browser.killServer();
  await notice().waitFor();
  expect(await notice().textContent()).toBe(
    'Earshot has stoppedYour recordings and transcripts are kept, and unfinished work goes on next time. ' +
      'Start Earshot again and open the address it shows.',
  );
  expect(await heading.boundingBox()).toEqual(before);
  expect(await findAccessibilityViolations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await findAccessibilityViolations(page)).toEqual([]);

  const button = page.getByRole('button', { name: 'Try again' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByText(/^Tried at .+: still stopped\.$/).waitFor();
  expect(await button.evaluate(IS_FOCUSED)).toBe(true);

  await browser.startServer();
  await page.keyboard.press('Enter');
  // The address of another run has another token.
  await page.getByRole('heading', { name: 'This address is out of date' }).waitFor();
});
