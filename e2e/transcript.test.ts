import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import type { TestBrowser } from './openTestBrowser.ts';
import { eventually, passage, startEditing } from './transcriptPage.ts';
import { useTestTranscript } from './useTestTranscript.ts';

const IS_FOCUSED = (element: { matches(selector: string): boolean }): boolean => element.matches(':focus');

/** One person's work on one transcript; each test goes on where the last one ended. */
describe('a transcript in a browser', () => {
  let browser: TestBrowser;
  let page: Page;
  useTestTranscript((opened) => ({ browser, page } = opened));

  it('shows the waveform, on which the recording is moved with the keyboard', async () => {
    const position = page.getByRole('slider', { name: 'Position' });
    await eventually(() => page.locator('.waveform-rest path').getAttribute('d')).toMatch(
      /^(M[\d.]+ [\d.]+V[\d.]+){50,}$/,
    );
    await position.focus();
    await position.press('ArrowRight');
    await position.press('ArrowRight');
    await position.press('ArrowLeft');
    await eventually(() => position.getAttribute('aria-valuetext')).toBe('0:05 / 1:04');
    await position.press('End');
    await eventually(() => position.getAttribute('aria-valuetext')).toBe('1:04 / 1:04');
    await position.press('Home');
    await page.getByRole('slider', { name: 'Volume' }).fill('0.5');
    await page.getByRole('button', { name: 'Mute' }).click();
    await page.getByRole('button', { name: 'Sound on' }).click();
    expect(await page.getByRole('slider', { name: 'Volume' }).inputValue()).toBe('0.5');
    expect(await findAccessibilityViolations(page)).toEqual([]);
  });

  it('comes back to what is heard when it begins to play', async () => {
    const scroller = page.getByRole('region', { name: 'Transcript' });
    const scrolled = () => scroller.evaluate((element: { scrollTop: number }) => element.scrollTop);
    await scroller.press('End');
    await eventually(scrolled).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await eventually(scrolled).toBe(0);
    await page.getByRole('button', { name: 'Pause' }).click();
  });

  it('writes over a word where it stands, which keeps its time', async () => {
    await page.getByText('Kate', { exact: true }).dblclick();
    await page.keyboard.type('Katja');
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('Katja', { exact: true }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    const position = page.getByRole('slider', { name: 'Position' });
    expect(Number(await position.inputValue())).toBeGreaterThan(19);
    expect(Number(await position.inputValue())).toBeLessThan(23);
    await passage(page, 'Katja will fix').getByLabel('Edited').waitFor();
  });

  it('leaves a text as it was on Escape', async () => {
    await startEditing(page, 'Katja will fix');
    await page.keyboard.type(' Nonsense.');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: /^Text at/ }).waitFor({ state: 'detached' });
    expect(await page.getByText('Nonsense.').count()).toBe(0);
  });

  it('splits a passage at the cursor and merges it again', async () => {
    await startEditing(page, 'Thanks, David.');
    await page.keyboard.press('Home');
    for (const _letter of 'Thanks,') await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Control+Enter');
    await passage(page, /^\D*\d:\d\dThanks,/).waitFor();
    const field = page.getByRole('textbox', { name: /^Text at/ });
    await eventually(() => field.inputValue()).toBe('David.');
    await field.press('Backspace');
    await eventually(() => field.inputValue()).toBe('Thanks, David.');
    await field.press('Enter');
    await passage(page, 'Thanks, David.').waitFor();
  });

  it('names who speaks, everywhere', async () => {
    await passage(page, 'Good morning').hover();
    await passage(page, 'Good morning')
      .getByRole('button', { name: /^More at/ })
      .click();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'New speaker' }).click();
    const name = page.getByRole('textbox', { name: 'Name of Speaker 1' });
    await name.fill('Anna');
    await name.press('Enter');
    await passage(page, 'Good morning')
      .getByRole('button', { name: /: Anna\. Change$/ })
      .waitFor();
    await page.getByRole('button', { name: 'Add speaker' }).click();
    await page.getByRole('textbox', { name: 'Name of Speaker 2' }).waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
  });

  it('has menus that are gone through with keys and give the focus back', async () => {
    const isFocused = (name: string) =>
      eventually(() => page.getByRole('menuitemradio', { name }).evaluate(IS_FOCUSED));
    const button = passage(page, 'Good morning').getByRole('button', { name: /: Anna\. Change$/ });
    await button.focus();
    await page.keyboard.press('Enter');
    await isFocused('Anna').toBe(true);
    await page.keyboard.type('sp');
    await isFocused('Speaker 2').toBe(true);
    await page.keyboard.press('ArrowUp');
    await isFocused('Anna').toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await button.evaluate(IS_FOCUSED)).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    // Who is quick opens it again before the page has heard that the browser closed it.
    await page.evaluate(
      "document.querySelector('[role=menu]').hidePopover(); document.activeElement.click()",
    );
    await isFocused('Anna').toBe(true);
    await page.keyboard.press('Tab');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await button.evaluate(IS_FOCUSED)).toBe(false);
    expect(await page.locator('main :focus').count()).toBe(1);
  });

  it('is worked on with the keyboard alone', async () => {
    await page.getByRole('region', { name: 'Transcript' }).focus();
    await page.keyboard.press('Home');
    const selected = page.locator('.segment[data-selected=true]');
    const good = passage(page, 'Good morning').getByRole('button', { name: /^Play from/ });
    await good.focus();
    await page.keyboard.press('ArrowDown');
    await eventually(() => selected.textContent()).toContain('Today we will discuss');
    await page.keyboard.press('2');
    await selected.getByRole('button', { name: /: Speaker 2\. Change$/ }).waitFor();
    await page.keyboard.press('e');
    await page.keyboard.press('End');
    await page.keyboard.type(' Really.');
    await page.keyboard.press('Enter');
    await eventually(() => selected.textContent()).toContain('budget. Really.');
    await page.keyboard.press('j');
    await eventually(() => selected.textContent()).toContain('Really. David, could you');
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: /^\d+ s removed – show$/ }).waitFor();
    await eventually(() => selected.textContent()).toContain('The final version');
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: / removed – show$/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
  });

  it('makes one person of two, and takes that back', async () => {
    const second = page.getByRole('textbox', { name: 'Name of Speaker 2' });
    await page.getByRole('button', { name: 'Merge Speaker 2 with' }).click();
    await page.getByRole('menuitem', { name: 'Same person as Anna' }).click();
    await second.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo the merge of speakers' }).click();
    await page.getByText('Taken back: the merge of speakers.').waitFor({ state: 'attached' });
    await second.waitFor();
  });

  it('is copied as a whole, with who says what', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy transcript' }).click();
    await page.getByText('Copied.').waitFor({ state: 'attached' });
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(
      /^Anna: Good morning, everyone\.\n\nSpeaker 2: Today we will discuss/,
    );
  });

  it('finds and replaces, one place or all, and takes all back as one step', async () => {
    await page.keyboard.press('Control+f');
    await page.keyboard.type('database');
    const count = page.getByRole('search').getByRole('status');
    await eventually(() => count.textContent()).toBe('1 of 3');
    await eventually(() => countHighlights(page)).toEqual([2, 1]);
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await eventually(() => count.textContent()).toBe('2 of 3');
    await page.getByRole('textbox', { name: 'Replace with' }).fill('archive');
    await page.getByRole('button', { name: 'Replace', exact: true }).click();
    await passage(page, 'Who will fix the internal archive').waitFor();
    await eventually(() => count.textContent()).toBe('2 of 2');
    await page.getByRole('button', { name: 'Replace all' }).click();
    await eventually(() => count.textContent()).toBe('Nothing found');
    await page.getByRole('button', { name: 'Undo the replacements' }).click();
    await eventually(() => count.textContent()).toMatch(/ of 2$/);
    await page.getByRole('button', { name: 'Close find' }).click();
    await eventually(() => countHighlights(page)).toEqual([0, 0]);
  });

  it('keeps notes', async () => {
    await page.getByRole('textbox', { name: 'Notes about this meeting' }).fill('Ask Maria about the bugs.');
    await page.getByRole('textbox', { name: 'Notes about this meeting' }).blur();
  });

  it('has all of it after a reload, and still takes it back', async () => {
    await page.reload();
    await passage(page, 'Who will fix the internal archive').waitFor();
    expect(await page.getByRole('textbox', { name: 'Notes about this meeting' }).inputValue()).toBe(
      'Ask Maria about the bugs.',
    );
    await passage(page, 'Good morning')
      .getByRole('button', { name: /: Anna\. Change$/ })
      .waitFor();
    await passage(page, 'Katja will fix').waitFor();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await passage(page, 'Who will fix the internal database').waitFor();
    await page.getByRole('button', { name: /^Redo/ }).click();
    await passage(page, 'Who will fix the internal archive').waitFor();
  });

  it('keeps notes also when the meeting is left in the middle of a word', async () => {
    const notes = page.getByRole('textbox', { name: 'Notes about this meeting' });
    await notes.focus();
    await notes.press('End');
    await page.keyboard.type(' Soon.');
    await page.goBack();
    await page.goForward();
    await eventually(() => notes.inputValue()).toBe('Ask Maria about the bugs. Soon.');
  });

  it('is found in the library by what was written', async () => {
    await page.getByRole('button', { name: 'Back to the library' }).click();
    await page.getByRole('textbox', { name: 'Search all meetings' }).fill('Katja');
    await page.locator('mark', { hasText: 'Katja' }).click();
    await passage(page, 'Katja will fix').waitFor();
  });

  it('takes no single keys where they are turned off', async () => {
    const settings = await browser.openPage();
    await settings.getByRole('link', { name: 'Settings' }).click();
    const isOn = settings.getByRole('switch', { name: 'Single-key shortcuts' });
    await isOn.click();
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await help.getByText('are turned off in the settings').waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.keyboard.press('Control+f');
    await page.getByRole('search').getByRole('textbox', { name: 'Find' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await help.count()).toBe(0);
    await isOn.click();
    await settings.getByRole('switch', { name: 'Single-key shortcuts', checked: true }).waitFor();
    await settings.close();
    // The other window learns it a moment later; in the open dialog the key means nothing.
    await eventually(async () => {
      await page.keyboard.press('?');
      return help.count();
    }).toBe(1);
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
  });

  it('logged no error and broke no rule of its policy', () => {
    expect(browser.problems).toEqual([]);
  });
});

/** How many places are marked, and how many of them as the current one. */
async function countHighlights(page: Page): Promise<readonly number[]> {
  return page.evaluate(`['found', 'found-current'].map((name) => CSS.highlights.get(name)?.size ?? 0)`);
}
