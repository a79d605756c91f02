import { strToU8, zipSync } from 'fflate';
import {
  AppError,
  BROWSER_SHELL,
  createAbortError,
  decodeJsonMessage,
  deserializeError,
  type SerializedError,
  uploadReplySchema,
} from '../../worker/contract/index.ts';
import { openSocketTransport } from '../connection/socketTransport.ts';
import type { Host, ImportOptions, SavedFile } from './host.ts';
import { printPage } from './printPage.ts';
import { SAMPLE_NAME, SAMPLE_URL } from './sampleUrl.ts';

export interface BrowserHostOptions {
  /** From the fragment that `earshot serve` puts into the address it opens. */
  readonly token: string;
  /** Address of the page. */
  readonly baseUrl: string;
}

/** The shell for a page in an ordinary browser: files are uploaded to the worker over loopback. */
export function createBrowserHost({ token, baseUrl }: BrowserHostOptions): Host {
  let mediaToken = '';
  const socketUrl = new URL(BROWSER_SHELL.socketPath, baseUrl);
  socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:';

  async function upload(body: Blob, name: string, options: ImportOptions): Promise<string> {
    const url = new URL(BROWSER_SHELL.uploadPath, baseUrl);
    url.searchParams.set('name', name);
    return parseUploadAnswer(await postWithProgress(url, token, body, options));
  }

  return {
    async openTransport() {
      const opened = await openSocketTransport({ url: socketUrl.href, token });
      mediaToken = opened.mediaToken;
      return opened.transport;
    },
    importFile: (file, options) => upload(file, file.name, options),
    async importSample(options) {
      const response = await fetch(SAMPLE_URL, { signal: options.signal });
      return upload(await response.blob(), SAMPLE_NAME, options);
    },
    mediaUrl(mediaId) {
      const url = new URL(BROWSER_SHELL.mediaPath + encodeURIComponent(mediaId), baseUrl);
      url.searchParams.set('token', mediaToken);
      return url.href;
    },
    saveFile: (file) => Promise.resolve(download(file)),
    saveFiles(files, archiveName) {
      const parts = files.map(({ name, content }) => [
        name,
        typeof content === 'string' ? strToU8(content) : content,
      ]);
      return Promise.resolve(download({ name: archiveName, content: zipSync(Object.fromEntries(parts)) }));
    },
    savePdf: ({ html }) => printPage(html),
    desktop: null,
  };
}

function download({ name, content }: SavedFile): void {
  const part = typeof content === 'string' ? content : new Uint8Array(content);
  const type = typeof content === 'string' ? 'text/plain;charset=utf-8' : 'application/octet-stream';
  const url = URL.createObjectURL(new Blob([part], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download reads the address after this turn.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}

/** `fetch` tells nothing about what was sent so far; XMLHttpRequest does. */
function postWithProgress(
  url: URL,
  token: string,
  body: Blob,
  { signal, onProgress }: ImportOptions,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(createAbortError());
    const request = new XMLHttpRequest();
    const abort = (): void => {
      request.abort();
    };
    request.open('POST', url);
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => {
      if (total > 0) onProgress(loaded / total);
    };
    request.onabort = () => {
      reject(createAbortError());
    };
    request.onerror = () => {
      reject(new AppError('worker-exited', 'The upload was cut off.'));
    };
    request.onload = () => {
      resolve({ status: request.status, text: request.responseText });
    };
    request.onloadend = () => {
      signal.removeEventListener('abort', abort);
    };
    signal.addEventListener('abort', abort);
    request.send(body);
  });
}

function parseUploadAnswer({ status, text }: { readonly status: number; readonly text: string }): string {
  const reply = uploadReplySchema.safeParse(decodeJsonMessage(text));
  if (!reply.success) {
    throw new AppError('internal', 'The upload was not answered as expected.', { details: { status } });
  }
  if ('error' in reply.data) throw deserializeError(reply.data.error as SerializedError);
  return reply.data.path;
}
