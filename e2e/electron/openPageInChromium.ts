import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { launchChromium } from '../launchChromium.ts';
import type { FakePort } from './fakePort.ts';
import type { FakeWindow } from './fakeWindow.ts';
import type { TestDesktop } from './openTestDesktop.ts';

/** Chromium knows no `app:`; names below localhost are as trusted. */
const ORIGIN = 'http://earshot.localhost';

export interface ChromiumPage {
  /** Chromium does not tell where files lie: `pathsOfTest` of the page, by name, is what preload says. */
  readonly page: Page;
  /** What the page logged as an error; violations of its policy are among them. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/**
 * Shows the built page in Chromium as the first window of a desktop app: with the built preload, files and headers from
 * `app://`, calls to the app's main, and a message port to its worker. Between Chromium and this process, what Electron
 * carries over its own channels goes through Playwright.
 */
export async function openPageInChromium(app: TestDesktop): Promise<ChromiumPage> {
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const problems: string[] = [];
  page.on('console', (message) => {
    // Chromium has no `media:` either.
    if (message.type() === 'error' && !message.text().includes('ERR_UNKNOWN_URL_SCHEME')) {
      problems.push(message.text());
    }
  });
  page.on('pageerror', (error) => problems.push(error.message));

  await page.route(`${ORIGIN}/**`, async (route) => {
    const response = await app.request(route.request().url().replace(ORIGIN, 'app://earshot'));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  });
  const [window] = app.windows;
  if (window === undefined) throw new Error('The app has no window.');
  await bridgeCalls(app, { page, window });
  const preload = await readFile(window.options.webPreferences?.preload ?? '', 'utf8');
  await page.addInitScript(`${IN_PAGE};\n((require) => {${preload}\n})(() => electronOfTest);`);
  await page.goto(`${ORIGIN}/index.html`);
  return { page, problems, close: () => browser.close() };
}

/** The page's side of the bridge, and what preload gets as Electron. */
const IN_PAGE = `
  const listeners = new Map();
  const ports = new Map();
  const deliver = (channel, event, message) => {
    for (const listener of listeners.get(channel) ?? []) listener(event, message);
  };
  globalThis.bridgeOfTest = {
    show: (channel, message) => deliver(channel, { ports: [] }, message),
    open(portId, channel, message) {
      const { port1, port2 } = new MessageChannel();
      ports.set(portId, port2);
      port2.onmessage = ({ data }) => sendOfTest(portId, data);
      deliver(channel, { ports: [port1] }, message);
    },
    post: (portId, data) => ports.get(portId)?.postMessage(data),
    close: (portId) => ports.get(portId)?.close(),
  };
  const electronOfTest = {
    contextBridge: { exposeInMainWorld: (name, api) => { globalThis[name] = api; } },
    ipcRenderer: {
      invoke: (channel, params) => invokeOfTest(channel, params),
      on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    },
    webUtils: { getPathForFile: ({ name }) => globalThis.pathsOfTest?.[name] ?? '' },
  }
`;

async function bridgeCalls(
  app: TestDesktop,
  { page, window }: { readonly page: Page; readonly window: FakeWindow },
): Promise<void> {
  const ports = new Map<number, FakePort>();
  const tell = (name: string, ...args: readonly unknown[]): void => {
    // A page that is closed hears nothing any more.
    page.evaluate(`bridgeOfTest.${name}(...${JSON.stringify(args)})`).catch((error: unknown) => {
      if (!page.isClosed()) throw error;
    });
  };

  await page.exposeFunction('sendOfTest', (portId: number, data: unknown) => {
    ports.get(portId)?.postMessage(data);
  });
  await page.exposeFunction('invokeOfTest', (channel: string, params: unknown) =>
    app.call(
      {
        sender: window.webContents,
        senderFrame: {
          parent: null,
          url: 'app://earshot/index.html',
          postMessage: (portChannel, message, [port]) => {
            if (port === undefined) return;
            const portId = ports.size;
            ports.set(portId, port);
            tell('open', portId, portChannel, message);
            port.on('message', ({ data }) => {
              tell('post', portId, data);
            });
            port.on('close', () => {
              tell('close', portId);
            });
          },
        },
      },
      channel,
      params,
    ),
  );
  window.webContents.send = (channel, message) => {
    tell('show', channel, message);
  };
}
