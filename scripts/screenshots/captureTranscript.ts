import type { Page } from 'playwright';

const TRANSCRIBED_MS = 60_000;
const SPEAKERS = ['Anna', 'David', 'Ben'] as const;
/** Number of the speaker of each passage of the sample meeting. */
const TURNS = [1, 1, 1, 2, 2, 2, 1, 2, 1, 1, 1, 1, 1, 1, 3, 3, 3, 1, 1, 1, 1] as const;

/** The open sample meeting, with people named: listened to, written in, searched, and compared with another version. */
export async function captureTranscript(
  page: Page,
  capture: (page: Page, view: string) => Promise<void>,
): Promise<void> {
  await nameSpeakers(page);
  await page
    .getByRole('textbox', { name: 'Notes about this meeting' })
    .fill('Kate fixes the database by Thursday.\nAsk Berlin about the price.');
  await listen(page);
  await capture(page, 'transcript');

  await page.getByText('forty', { exact: true }).dblclick();
  await page.keyboard.type('fifty');
  await capture(page, 'transcript-edit');
  await page.keyboard.press('Enter');
  await page.getByText('fifty', { exact: true }).waitFor();

  await page.keyboard.press('Control+f');
  await page.keyboard.type('budget');
  await page.getByText('1 of').waitFor();
  await capture(page, 'transcript-find');
  await page.getByRole('button', { name: 'Close find' }).click();

  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await capture(page, 'transcript-shortcuts');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Transcribe again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Transcribe again' }).click();
  await page.getByRole('button', { name: /^Compare with/ }).click({ timeout: TRANSCRIBED_MS });
  await page.getByRole('dialog').locator('ins', { hasText: 'fifty' }).waitFor();
  await capture(page, 'transcript-compare');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function nameSpeakers(page: Page): Promise<void> {
  for (const name of SPEAKERS) {
    await page.getByRole('button', { name: 'Add speaker' }).click();
    const field = page.getByRole('textbox', { name: /^Name of Speaker/ });
    await field.fill(name);
    await field.press('Enter');
    await page.getByRole('textbox', { name: `Name of ${name}` }).waitFor();
  }
  await page.getByRole('button', { name: 'Play from 0:00' }).focus();
  for (const [index, speaker] of TURNS.entries()) {
    await page.keyboard.press(String(speaker));
    const row = page.locator(`li[data-index="${index}"] .segment[data-selected=true]`);
    await row.and(page.locator(`.speaker-tone-${speaker}`)).waitFor();
    await page.keyboard.press('ArrowDown');
  }
  await page.getByRole('region', { name: 'Transcript' }).press('Home');
}

/** Stops in the middle of a word, so that it can be seen to be followed. */
async function listen(page: Page): Promise<void> {
  await page.getByText('Thursday', { exact: true }).click();
  await page.locator('[data-word][data-heard=true]').waitFor();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.mouse.move(0, 0);
}
