import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

/** Debian's; elsewhere the browser that Playwright has installed. */
const SYSTEM_CHROMIUM = '/usr/bin/chromium';

/** Chromium without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}),
    // Chromium refuses to run as root, as in containers, with its sandbox.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
