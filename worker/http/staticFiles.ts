import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { getPageType } from '../contract/index.ts';
import { sendText } from './sendResponse.ts';

/**
 * Files of a build have names of these characters, so paths are never decoded: what holds a percent sign, a backslash, a
 * colon, a NUL or a name that begins with a dot is no path of the page.
 */
const PAGE_PATH = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;
/** Vite puts a hash of the content into the names of these: they never change. */
const HASHED = /^\/assets\/.+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

const MISSING_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Earshot</title>
<h1>The page is not built yet</h1>
<p>Run <code>npm run build:page</code> in the folder of Earshot, then reload.</p>
</html>
`;

/** Sends files of the built page from `pageDir`, or says how to build it; reads the disk anew for each request. */
export async function sendStaticFile(
  request: IncomingMessage,
  response: ServerResponse,
  { pageDir, pathname }: { readonly pageDir: string; readonly pathname: string },
): Promise<void> {
  const path = pathname === '/' ? '/index.html' : pathname;
  const file = await findFile(pageDir, path);
  if (file === null) {
    if (pathname === '/') sendMissingPage(request, response);
    else sendText(response, 404, 'Not found');
    return;
  }
  response.writeHead(200, {
    'Content-Type': getPageType(path),
    'Content-Length': file.sizeBytes,
    'Cache-Control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file.path), response);
}

/** A regular file below the folder, links included; null if there is none. */
async function findFile(
  pageDir: string,
  path: string,
): Promise<{ readonly path: string; readonly sizeBytes: number } | null> {
  if (!PAGE_PATH.test(path)) return null;
  try {
    const folder = await realpath(pageDir);
    const file = await realpath(join(folder, ...path.split('/')));
    if (!file.startsWith(folder + sep)) return null;
    const entry = await stat(file);
    return entry.isFile() ? { path: file, sizeBytes: entry.size } : null;
  } catch {
    return null;
  }
}

function sendMissingPage(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(MISSING_PAGE),
    'Cache-Control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : MISSING_PAGE);
}
