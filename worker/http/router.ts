import type { IncomingMessage, ServerResponse } from 'node:http';
import { BROWSER_SHELL, type MediaRecord } from '../contract/index.ts';
import { isSameToken } from './accessToken.ts';
import type { LaunchLinks } from './launchLinks.ts';
import { sendMedia } from './mediaRoute.ts';
import type { MediaTokens } from './mediaTokens.ts';
import { sendText } from './sendResponse.ts';
import { sendStaticFile } from './staticFiles.ts';
import type { UploadRoute } from './uploadRoute.ts';

export interface RouterOptions {
  /** What uploads must bring. */
  readonly token: string;
  /** Where the link of the browser leads. */
  readonly pagePath: string;
  readonly mediaTokens: MediaTokens;
  readonly launchLinks: LaunchLinks;
  readonly uploads: UploadRoute;
  readonly pageDir: string;
  /** Rejects with `not-found`. */
  readonly findMedia: (mediaId: string) => Promise<Pick<MediaRecord, 'path'>>;
}

export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** `/open/CODE`: leads to the page once. */
export const LAUNCH_PATH = '/open/';

/** Answers requests that have passed the guard, each with the token that its path asks for. */
export function createRouter(options: RouterOptions): Route {
  const { token, pagePath, mediaTokens, launchLinks, uploads, pageDir, findMedia } = options;

  async function upload(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    const given = /^Bearer ([\w-]{1,100})$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (isSameToken(given, token)) await uploads.receive(request, response, name);
    else refuseToken(response);
  }

  function launch(response: ServerResponse, code: string): void {
    if (!launchLinks.take(code)) {
      sendText(response, 404, 'This link was used before. Earshot has printed its address.');
      return;
    }
    response.writeHead(303, { Location: pagePath, 'Cache-Control': 'no-store' });
    response.end();
  }

  return async (request, response) => {
    const [pathname = '', search] = (request.url ?? '').split('?', 2);
    const query = new URLSearchParams(search);
    const allowed = listMethods(pathname);
    if (!allowed.includes(request.method ?? '')) return refuseMethod(response, allowed);
    if (pathname === BROWSER_SHELL.uploadPath) return upload(request, response, query.get('name') ?? '');
    if (pathname.startsWith(BROWSER_SHELL.mediaPath)) {
      if (!mediaTokens.accepts(query.get('token') ?? '')) return refuseToken(response);
      const mediaId = pathname.slice(BROWSER_SHELL.mediaPath.length);
      return sendMedia(request, response, { mediaId, findMedia });
    }
    if (pathname.startsWith(LAUNCH_PATH)) return launch(response, pathname.slice(LAUNCH_PATH.length));
    return sendStaticFile(request, response, { pageDir, pathname });
  };
}

/** What may be done with a path, whether or not something is there. */
function listMethods(pathname: string): readonly string[] {
  if (pathname === BROWSER_SHELL.uploadPath) return ['POST'];
  // Programs that look where a link leads, such as a preview of it, must not spend its code: HEAD is safe by RFC 9110.
  return pathname.startsWith(LAUNCH_PATH) ? ['GET'] : ['GET', 'HEAD'];
}

function refuseToken(response: ServerResponse): void {
  sendText(response, 401, 'The token is missing or wrong');
}

function refuseMethod(response: ServerResponse, allowed: readonly string[]): void {
  response.setHeader('Allow', allowed.join(', '));
  sendText(response, 405, 'Method not allowed');
}
