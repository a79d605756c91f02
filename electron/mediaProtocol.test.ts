import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../worker/contract/index.ts';
import { createMediaProtocol } from './mediaProtocol.ts';

let folder: string;
const asked: string[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-media-'));
  writeFileSync(join(folder, 'talk.mp3'), '0123456789');
  writeFileSync(join(folder, 'empty.wav'), '');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const paths: Readonly<Record<string, string>> = { f1: 'talk.mp3', f2: 'empty.wav', f3: 'gone.wav', f4: '.' };

function get(url: string, range?: string, method = 'GET') {
  const answer = createMediaProtocol({
    findMedia: (mediaId) => {
      asked.push(mediaId);
      if (mediaId === 'f9') return Promise.reject(new AppError('worker-exited', 'No.'));
      const name = paths[mediaId];
      if (name === undefined) return Promise.reject(new AppError('not-found', 'No.'));
      return Promise.resolve({ path: join(folder, name) });
    },
  });
  return answer({ url, method, headers: new Headers(range === undefined ? {} : { range }) });
}

describe('media://', () => {
  it.each([
    [undefined, 200, '0123456789', null],
    ['bytes=0-', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=9-100', 206, '9', 'bytes 9-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=4-2', 200, '0123456789', null],
    ['lines=1-2', 200, '0123456789', null],
  ])('answers %s with %i', async (range, status, body, contentRange) => {
    const response = await get('media://recording/f1', range);
    expect({
      status: response.status,
      body: await response.text(),
      contentRange: response.headers.get('content-range'),
      acceptRanges: response.headers.get('accept-ranges'),
      type: status === 416 ? null : response.headers.get('content-type'),
      length: status === 416 ? null : response.headers.get('content-length'),
    }).toEqual({
      status,
      body,
      contentRange,
      acceptRanges: 'bytes',
      type: status === 416 ? null : 'audio/mpeg',
      length: status === 416 ? null : String(body.length),
    });
  });

  it('tells the size without the content', async () => {
    const response = await get('media://recording/f1', undefined, 'HEAD');
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
      200,
      '10',
      '',
    ]);
  });

  it('has empty files', async () => {
    const response = await get('media://recording/f2');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it.each([
    ['what the library does not have', 'media://recording/f7', 404],
    ['a file that is gone', 'media://recording/f3', 404],
    ['a folder', 'media://recording/f4', 404],
    ['another host', 'media://elsewhere/f1', 404],
    ['a path', 'media://recording/../../etc/passwd', 404],
    ['an encoded path', 'media://recording/..%2f..%2fetc%2fpasswd', 404],
    ['no worker', 'media://recording/f9', 503],
  ])('refuses %s', async (_what, url, status) => {
    expect((await get(url)).status).toBe(status);
  });

  it('asks the worker for ids only', () => {
    expect(asked.every((mediaId) => /^f\d$/.test(mediaId))).toBe(true);
  });

  it('takes nothing but questions', async () => {
    expect((await get('media://recording/f1', undefined, 'DELETE')).status).toBe(405);
  });

  it('lets go of the file when the player stops reading', async () => {
    const response = await get('media://recording/f1');
    await response.body?.cancel();
    expect(response.bodyUsed).toBe(true);
  });
});
