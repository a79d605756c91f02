import { DESKTOP_SHELL } from '../worker/contract/index.ts';
import type { Contents, ElectronApi } from './electronApi.ts';
import { isExternalLink } from './externalLinks.ts';
import type { Logger } from './logging.ts';

type Session = ElectronApi['session']['defaultSession'];

/** `navigator.clipboard.writeText` asks for this one, and is refused without it; reading has another name. */
export const CLIPBOARD_WRITE = 'clipboard-sanitized-write';

/**
 * What pages may ask of a session is refused: every device, download and permission but those given. Spelling is not
 * checked: Chromium would fetch dictionaries for it from Google.
 */
export function denyPermissions(session: Session, granted: readonly string[] = []): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    callback(granted.includes(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => granted.includes(permission));
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => {
    event.preventDefault();
  });
}

/** What a page consists of, and the tools of developers. */
const PAGE_SCHEMES: ReadonlySet<string> = new Set(['app:', 'media:', 'blob:', 'data:', 'devtools:']);

/** Nothing that a page does reaches a network or a file, whatever its policy says. */
export function denyRequests(session: Session): void {
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    callback({ cancel: !PAGE_SCHEMES.has(new URL(url).protocol) });
  });
}

/**
 * Earshot shows its own page only: nothing leads away from it, opens a window or is embedded, in whatever contents. Links
 * to the few known sites open in the person's browser.
 */
export function denyNavigation(
  contents: Contents,
  { shell, logger }: { readonly shell: Pick<ElectronApi['shell'], 'openExternal'>; readonly logger: Logger },
): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalLink(url)) shell.openExternal(url).catch(() => logger.warn('a link could not be opened'));
    else logger.warn('a page wanted to open a window');
    return { action: 'deny' };
  });
  contents.on('will-frame-navigate', (event) => {
    if (event.url.startsWith(`${DESKTOP_SHELL.pageOrigin}/`)) return;
    event.preventDefault();
    logger.warn('a page wanted to lead elsewhere');
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
}
