/** What tests do with the sample meeting in the page, and how long they wait for it. */
import type { Locator, Page } from 'playwright';
import { expect } from 'vitest';

export const TRANSCRIBED_MS = 120_000;
const STEP_TIMEOUT_MS = 60_000;

/** Looks again until it is as expected, however slow the computer. */
export function eventually<Value>(look: () => Promise<Value>): ReturnType<typeof expect.poll> {
  return expect.poll(look, { timeout: STEP_TIMEOUT_MS });
}

export async function openMeeting(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'project-meeting' }).click();
  await page.getByRole('heading', { name: 'project-meeting' }).waitFor();
  await page.locator('.segment').first().waitFor();
}

export function passage(page: Page, text: string | RegExp): Locator {
  return page.locator('.segment', { hasText: text });
}

export async function startEditing(page: Page, text: string): Promise<void> {
  await passage(page, text).hover();
  await passage(page, text).getByRole('button', { name: 'Edit text' }).click();
  await page.getByRole('textbox', { name: /^Text at/ }).waitFor();
}
