import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import type { TestBrowser } from './openTestBrowser.ts';
import { openMeeting, passage, startEditing } from './transcriptPage.ts';
import { useTestTranscript } from './useTestTranscript.ts';

/** Two people, or one with two windows, at one transcript; each test goes on where the last one ended. */
describe('a transcript in two windows', () => {
  let browser: TestBrowser;
  let page: Page;
  useTestTranscript((opened) => ({ browser, page } = opened));

  it('shows in one window what another one changes', async () => {
    const other = await browser.openPage();
    await openMeeting(other);
    await startEditing(page, 'Kate will fix');
    await page.keyboard.press('End');
    await page.keyboard.type(' Soon.');
    await page.keyboard.press('Enter');
    await passage(other, 'afternoon. Soon.').waitFor();
    await other.getByRole('button', { name: /^Undo/ }).click();
    await passage(page, 'afternoon. Soon.').waitFor({ state: 'detached' });
    await other.close();
  });

  it('makes no change over one that another window made and this one has not seen', async () => {
    const late = await browser.openPage();
    await late.routeWebSocket(/\/rpc$/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        if (!/"name":"(transcript|meeting)\.changed"/.test(String(message))) socket.send(message);
      });
    });
    await late.reload();
    await openMeeting(late);
    await startEditing(late, 'Thanks, David.');
    await startEditing(page, 'Thanks, David.');
    await page.keyboard.type(' Great.');
    await page.keyboard.press('Enter');
    await passage(page, 'David. Great.').waitFor();
    await late.keyboard.type(' Bad.');
    await late.keyboard.press('Enter');
    await late.getByRole('alert').getByText('Changed in another window').waitFor();
    expect(await findAccessibilityViolations(late)).toEqual([]);
    // It stays in the field until the person has decided.
    const field = late.getByRole('textbox', { name: /^Text at/ });
    expect(await field.inputValue()).toBe('Thanks, David. Bad.');
    await field.press('Escape');
    await passage(late, 'David. Great.').waitFor();

    await startEditing(page, 'Good morning');
    await page.keyboard.type(' Hello.');
    await page.keyboard.press('Enter');
    await passage(page, 'everyone. Hello.').waitFor();
    await startEditing(late, 'Maria found');
    await late.keyboard.type(' So many.');
    await late.keyboard.press('Enter');
    await passage(late, 'script. So many.').waitFor();
    await passage(late, 'everyone. Hello.').waitFor();
    await passage(page, 'script. So many.').waitFor();
    await late.close();
  });

  it('logged no error and broke no rule of its policy', () => {
    expect(browser.problems).toEqual([]);
  });
});
