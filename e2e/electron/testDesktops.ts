import { afterEach, vi } from 'vitest';
import type { JobSnapshot } from '../../worker/contract/index.ts';
import type { FakePage } from './fakePage.ts';
import {
  openTestDesktop,
  removeFolder,
  type TestDesktop,
  type TestDesktopOptions,
} from './openTestDesktop.ts';

/** Of one step; generous for a computer that does something else as well. */
export const PATIENCE = { timeout: 120_000, interval: 20 };

export interface TestDesktops {
  open(options?: TestDesktopOptions): Promise<TestDesktop>;
  /** The same, with the page of its first window connected to the worker. */
  openWithPage(options?: TestDesktopOptions): Promise<{ readonly app: TestDesktop; readonly page: FakePage }>;
}

/** Desktop apps that are gone after the test that has opened them, whatever became of it. */
export function useTestDesktops(): TestDesktops {
  const apps: TestDesktop[] = [];
  afterEach(async () => {
    for (const app of apps.splice(0)) {
      for (const worker of app.workers) worker.crash();
      await removeFolder(app.dataDir);
    }
  });

  const open: TestDesktops['open'] = async (options) => {
    const app = await openTestDesktop(options);
    apps.push(app);
    return app;
  };
  return {
    open,
    async openWithPage(options) {
      const app = await open(options);
      const page = await app.becomeReady();
      await untilConnected(page);
      return { app, page };
    },
  };
}

export async function untilConnected(page: FakePage): Promise<void> {
  let current = '';
  page.worker.onStatus((status) => (current = status));
  await vi.waitUntil(() => current === 'connected', PATIENCE);
}

/** The job of the page's list, when it is as it should be. */
export function untilJob(page: FakePage, isSo: (job: JobSnapshot) => boolean): Promise<JobSnapshot> {
  return vi.waitUntil(async () => {
    const jobs = await page.worker.request('jobs.list').catch(() => []);
    return jobs.find(isSo);
  }, PATIENCE);
}
