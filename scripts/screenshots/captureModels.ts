import type { Page } from 'playwright';
import type { TestHub } from '../../e2e/hub/createTestHub.ts';
import { faults } from '../../e2e/hub/faults.ts';
import { scrollToTop } from './scrollToTop.ts';

const DOWNLOADED_MS = 60_000;
/** Slow enough to be seen at work. */
const BYTES_PER_SECOND = 4_000_000;

/** The models with two that are there and one that is on its way, what is asked before a download, and one in detail. */
export async function captureModels(
  page: Page,
  hub: TestHub,
  capture: (page: Page, view: string) => Promise<void>,
): Promise<void> {
  await page.getByRole('link', { name: 'Models' }).click();
  for (const title of ['Whisper base', 'Distil-Whisper small, English']) {
    await startDownload(page, title);
    await page.getByRole('button', { name: `Manage ${title}` }).waitFor({ timeout: DOWNLOADED_MS });
  }
  await page.getByRole('button', { name: 'Download Whisper small', exact: true }).click();
  await page.getByRole('dialog').getByRole('radio').first().waitFor();
  await capture(page, 'model-download');
  await page.keyboard.press('Escape');

  const slow = hub.faults.add({
    origin: 'cdn',
    times: 100,
    fault: faults.slowBody({ bytesPerSecond: BYTES_PER_SECOND }),
  });
  await startDownload(page, 'Whisper small');
  await page
    .getByText(/\/s · .* left/)
    .first()
    .waitFor({ timeout: DOWNLOADED_MS });
  await scrollToTop(page.getByRole('heading', { name: 'Models', exact: true }));
  await capture(page, 'models');
  await page.getByRole('button', { name: /^Cancel Downloading/ }).click();
  slow.remove();

  await page.getByRole('button', { name: 'Manage Whisper base' }).click();
  await scrollToTop(page.getByRole('heading', { name: 'Whisper base', exact: true }));
  await capture(page, 'model-manage');
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page
    .getByRole('dialog')
    .getByText(/^Frees /)
    .waitFor();
  await capture(page, 'model-delete');
  await page.keyboard.press('Escape');
}

async function startDownload(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `Download ${title}`, exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Download \d/ })
    .click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}
