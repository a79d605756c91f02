import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { denyPermissions } from './denyByDefault.ts';
import type { ElectronApi } from './electronApi.ts';

/** Nothing that Earshot keeps is in this session, and it leaves nothing behind. */
const PARTITION = 'earshot-print';

/**
 * Returns a function that lays out a page that stands alone, as the `html` export is, and prints it as a PDF. The page has
 * no scripts and asks for nothing: no file but its own, nothing from the network. Rejects with what Chromium says.
 */
export function createPdfPrinter({
  BrowserWindow,
  session,
}: Pick<ElectronApi, 'BrowserWindow' | 'session'>): (html: string) => Promise<Uint8Array> {
  const pages = new Set<string>();
  let isPrepared = false;

  function prepareSession(): void {
    if (isPrepared) return;
    isPrepared = true;
    const printSession = session.fromPartition(PARTITION);
    denyPermissions(printSession);
    printSession.webRequest.onBeforeRequest(({ url }, callback) => {
      callback({ cancel: !pages.has(url) && !url.startsWith('data:') });
    });
  }

  return async (html) => {
    prepareSession();
    // Addresses that hold the page itself are limited to 2 MB, so it goes through a file.
    const folder = await mkdtemp(join(tmpdir(), 'earshot-print-'));
    const file = join(folder, 'page.html');
    const { href } = pathToFileURL(file);
    pages.add(href);
    const window = new BrowserWindow({
      show: false,
      webPreferences: {
        partition: PARTITION,
        javascript: false,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
      },
    });
    try {
      await writeFile(file, html, { mode: 0o600 });
      await window.loadURL(href);
      return await window.webContents.printToPDF({ pageSize: 'A4', printBackground: true });
    } finally {
      window.destroy();
      pages.delete(href);
      await rm(folder, { recursive: true, force: true });
    }
  };
}
