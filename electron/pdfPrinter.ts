import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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
  /** Ends of their addresses. Drive letters and `~` are not written by Chromium as they are by Node. */
  const pages = new Set<string>();
  let isPrepared = false;

  function prepareSession(): void {
    if (isPrepared) return;
    isPrepared = true;
    const printSession = session.fromPartition(PARTITION);
    denyPermissions(printSession);
    printSession.webRequest.onBeforeRequest(({ url }, callback) => {
      const isPage = url.startsWith('file:') && [...pages].some((page) => url.endsWith(page));
      callback({ cancel: !isPage && !url.startsWith('data:') });
    });
  }

  return async (html) => {
    prepareSession();
    // Addresses that hold the page itself are limited to 2 MB, so it goes through a file.
    const folder = await mkdtemp(join(tmpdir(), 'earshot-print-'));
    const file = join(folder, 'page.html');
    const page = `/${basename(folder)}/page.html`;
    pages.add(page);
    const window = new BrowserWindow({
      show: false,
      webPreferences: {
        partition: PARTITION,
        javascript: false,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        spellcheck: false,
      },
    });
    try {
      await writeFile(file, html, { mode: 0o600 });
      await window.loadURL(pathToFileURL(file).href);
      return await window.webContents.printToPDF({ pageSize: 'A4', printBackground: true });
    } finally {
      window.destroy();
      pages.delete(page);
      await rm(folder, { recursive: true, force: true });
    }
  };
}
