import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createPdfPrinter } from './pdfPrinter.ts';

type IsCanceled = (url: string) => boolean;

/** Prints with a window that asks its session for the page as Chromium writes the address, and for what `ask` adds. */
async function print(writeAddress: (href: string) => string, others: (href: string) => readonly string[]) {
  let isCanceled: IsCanceled = () => false;
  let isSpellingChecked = true;
  const loaded: string[] = [];
  const reached: string[] = [];
  class Window {
    readonly webContents = { printToPDF: () => Promise.resolve(Buffer.from('%PDF')) };
    loadURL(href: string): Promise<void> {
      loaded.push(href);
      reached.push(...[writeAddress(href), ...others(href)].filter((url) => !isCanceled(url)));
      return Promise.resolve();
    }
    destroy(): void {
      return;
    }
  }
  const session = {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
    setSpellCheckerEnabled: (isEnabled: boolean) => (isSpellingChecked = isEnabled),
    on: () => undefined,
    webRequest: {
      onBeforeRequest: (
        listener: (request: { url: string }, answer: (to: { cancel: boolean }) => void) => void,
      ) => {
        isCanceled = (url) => {
          let isRefused = false;
          listener({ url }, ({ cancel }) => (isRefused = cancel));
          return isRefused;
        };
      },
    },
  };
  const printPdf = createPdfPrinter({
    BrowserWindow: Window,
    session: { defaultSession: session, fromPartition: () => session },
  } as unknown as Parameters<typeof createPdfPrinter>[0]);
  const pdf = await printPdf('<p>Hello</p>');
  return { pdf: Buffer.from(pdf).toString(), loaded, reached, isSpellingChecked, isCanceled };
}

describe('printing', () => {
  it.each([
    ['as Node does', (href: string) => href],
    ['without its escapes', (href: string) => decodeURI(href).replaceAll('%7E', '~')],
    ['with another drive letter', (href: string) => href.replace('file:///', 'file:///C:/')],
  ])('reads the page where Chromium writes its address %s', async (_how, writeAddress) => {
    const { pdf, loaded, reached } = await print(writeAddress, () => []);
    expect(pdf).toBe('%PDF');
    expect(reached).toEqual([writeAddress(loaded[0] ?? '')]);
  });

  it('reads nothing else, checks no spelling, and leaves no file', async () => {
    const { loaded, reached, isSpellingChecked, isCanceled } = await print(
      (href) => href,
      (href) => ['file:///etc/passwd', new URL('other.html', href).href, `https://example.com/?${href}`],
    );
    expect([reached, isSpellingChecked]).toEqual([loaded, false]);
    expect(existsSync(fileURLToPath(loaded[0] ?? ''))).toBe(false);
    expect(isCanceled(loaded[0] ?? '')).toBe(true);
  });
});
