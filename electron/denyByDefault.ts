import { DESKTOP_SHELL } from '../worker/contract/index.ts';
import type { Contents, ElectronApi } from './electronApi.ts';
import { isExternalLink } from './externalLinks.ts';
import type { Logger } from './logging.ts';

type Session = ElectronApi['session']['defaultSession'];

/** What pages may ask of a session is refused: Earshot's page needs no permission, no device and no download. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => {
    callback(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
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
    if (isExternalLink(url)) void shell.openExternal(url);
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
