import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOG } from '../worker/models/catalog.ts';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import { type HubBrowser, openHubBrowser } from './openHubBrowser.ts';
import { starterModelFiles } from './starterModelFiles.ts';

/** What the catalog may recommend, by the speed of this computer; the test hub has the starter model in its place. */
const MAY_BE_RECOMMENDED = CATALOG.filter(
  ({ shape, languages }) => shape !== null && languages === 'multilingual',
);
/** What is looked at of a message of the page. */
interface WireRequest {
  readonly id?: unknown;
  readonly params?: { readonly measureSpeed?: string } | null;
}

/** For a download and a transcription on a computer that does something else as well. */
const WORK_MS = 120_000;

/** The first minutes with Earshot; each test goes on where the last one ended. */
describe('the introduction', () => {
  let opened: HubBrowser;
  let page: Page;
  let title: string;

  beforeAll(async () => {
    opened = await openHubBrowser(async ({ hub }) => {
      for (const { repository } of MAY_BE_RECOMMENDED) {
        await hub.addRepository({ id: repository, files: starterModelFiles() });
      }
    });
    page = await opened.browser.openPage({ viewport: { width: 1200, height: 900 } });
  });
  afterAll(() => opened.close());

  const recommended = () => page.getByRole('group', { name: 'Recommended for this computer' });

  it('recommends a model by the speed of this computer, without having asked anybody', async () => {
    await recommended().getByText('An hour of meeting takes about').waitFor({ timeout: WORK_MS });
    await recommended()
      .getByText(/^Many languages( · about [\d.]+ [MG]B)?$/)
      .waitFor();
    title =
      (await recommended()
        .getByText(/^Whisper /)
        .textContent()) ?? '';
    expect(MAY_BE_RECOMMENDED.map((entry) => entry.title)).toContain(title);
    await page.getByRole('group', { name: 'Start at once' }).getByText('cannot transcribe people').waitFor();
    expect(opened.hub.log.requests).toEqual([]);
    expect(await findAccessibilityViolations(page)).toEqual([]);
  });

  it('recommends nothing while this computer is being measured', async () => {
    const measured = Promise.withResolvers<undefined>();
    const early = await opened.browser.openPage({ viewport: { width: 1200, height: 900 } });
    await early.routeWebSocket(/\/rpc$/, (socket) => {
      const server = socket.connectToServer();
      const waiting = new Set<unknown>();
      socket.onMessage((message) => {
        const { id, params } = JSON.parse(String(message)) as WireRequest;
        if (params?.measureSpeed === 'wait') waiting.add(id);
        server.send(message);
      });
      server.onMessage((message) => {
        const { id } = JSON.parse(String(message)) as WireRequest;
        if (waiting.has(id)) void measured.promise.then(() => socket.send(message));
        else socket.send(String(message).replaceAll(/"estimate":\{[^}]*\}/g, '"estimate":null'));
      });
    });
    await early.reload();
    const choice = early.getByRole('group', { name: 'Recommended for this computer' });
    await choice.getByText('Measuring this computer…').waitFor();
    expect(await findAccessibilityViolations(early)).toEqual([]);
    const { height } = (await choice.boundingBox()) ?? { height: 0 };
    measured.resolve(undefined);
    await choice.getByText('An hour of meeting takes about').waitFor();
    expect((await choice.boundingBox())?.height).toBe(height);
    await early.close();
  });

  it('shows the size, downloads and uses what it recommends', async () => {
    await recommended().getByRole('button', { name: 'Download…' }).click();
    const dialog = page.getByRole('dialog', { name: `Download ${title}` });
    await dialog.getByRole('button', { name: /^Download \d\.\d MB$/ }).click();
    await recommended().getByRole('button', { name: 'Use it' }).click({ timeout: WORK_MS });
    await recommended().getByText('It is used for new recordings.').waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
  });

  it('transcribes the sample, and is over then', async () => {
    await page.getByRole('button', { name: 'Try the sample' }).click();
    await page.getByRole('heading', { name: 'Welcome to Earshot' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Open project-meeting.ogg' }).click({ timeout: WORK_MS });
    await page.getByText('Thursday', { exact: true }).waitFor({ timeout: WORK_MS });
    await page.getByText(title).first().waitFor();
  });

  it('can be seen again from the settings', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Open: Introduction' }).click();
    await page.getByRole('heading', { level: 1, name: 'Welcome to Earshot' }).waitFor();
    await page.getByRole('button', { name: 'Go to the library' }).click();
    await page.getByRole('link', { name: 'project-meeting' }).waitFor();
  });

  it('offers a model that is there while the demo model would be used', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('combobox', { name: 'Model for new recordings' }).selectOption('earshot-starter');
    await page.getByRole('link', { name: 'Library' }).click();
    const use = page.getByRole('button', { name: `Use ${title}` });
    await use.waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await use.click();
    await use.waitFor({ state: 'detached' });
  });

  it('measures this computer again', async () => {
    const readMeasuredAt = async () => {
      const record = JSON.parse(await readFile(join(opened.browser.dataDir, 'speed-probe.json'), 'utf8')) as {
        readonly measurement: { readonly measuredAtMs: number };
      };
      return record.measurement.measuredAtMs;
    };
    const before = await readMeasuredAt();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText(/^An hour of recording takes about .+ with Whisper base on the CPU\./).waitFor();
    await page.getByRole('button', { name: 'Measure again' }).click();
    await expect.poll(readMeasuredAt, { timeout: WORK_MS }).toBeGreaterThan(before);
    await page.getByRole('button', { name: 'Measure again' }).and(page.locator(':enabled')).waitFor();
  });

  it('logged no error', () => {
    expect(opened.browser.problems).toEqual([]);
  });
});
