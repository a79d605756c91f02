import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getPageType } from '../worker/contract/index.ts';
import type { ProtocolRequest } from './electronApi.ts';

/**
 * Names of a build hold these characters only. What has a percent sign, a backslash, a colon or a name that begins with
 * a dot is no path of the page, so nothing outside its folder can be asked for.
 */
const PAGE_PATH = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

/** No script or style but those of the page's files, nothing from other computers, no frames, no forms. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self' media:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SECURITY_HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** Answers `app://earshot/...` with files of the built page. Never rejects. */
export function createAppProtocol(pageDir: string): (request: ProtocolRequest) => Promise<Response> {
  return async ({ url, method }) => {
    if (method !== 'GET') return answer(405, 'Method not allowed');
    const path = getPath(url);
    if (path === null) return answer(404, 'Not found');
    try {
      const content = await readFile(join(pageDir, ...path.split('/')));
      return new Response(content, {
        headers: { ...SECURITY_HEADERS, 'Content-Type': getPageType(path), 'Cache-Control': 'no-cache' },
      });
    } catch {
      return answer(404, 'Not found');
    }
  };
}

function getPath(url: string): string | null {
  const { host, pathname } = new URL(url);
  if (host !== 'earshot') return null;
  const path = pathname === '/' ? '/index.html' : pathname;
  return PAGE_PATH.test(path) ? path : null;
}

function answer(status: number, text: string): Response {
  return new Response(text, { status, headers: { ...SECURITY_HEADERS, 'Content-Type': 'text/plain' } });
}
