import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHubEnvironment } from './createHubEnvironment.ts';
import { createTestHub, type TestHub } from './hub/createTestHub.ts';
import { openTestBrowser, type TestBrowser } from './openTestBrowser.ts';

/** Earshot in a browser, with a hub of the test's own as the only one it knows. */
export interface HubBrowser {
  readonly hub: TestHub;
  readonly browser: TestBrowser;
  /** For files of the test; removed with the rest. */
  readonly folder: string;
  close(): Promise<void>;
}

/** What there is before Earshot starts. */
export interface HubBrowserStart extends Pick<HubBrowser, 'hub' | 'folder'> {
  /** That Earshot will run in. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** @param prepare - fills the hub */
export async function openHubBrowser(
  prepare: (start: HubBrowserStart) => Promise<void>,
): Promise<HubBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-hub-browser-'));
  const hub = await createTestHub();
  const environment = createHubEnvironment(hub.endpoint, folder);
  await prepare({ hub, folder, environment });
  const browser = await openTestBrowser({ environment });
  return {
    hub,
    browser,
    folder,
    async close() {
      await browser.close();
      await hub.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
