import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAppProtocol } from './appProtocol.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-app-'));
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  mkdirSync(join(folder, 'page', '.hidden'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'page', '.hidden', 'a.txt'), 'secret');
  writeFileSync(join(folder, 'page', 'index.html'), '<title>Earshot</title>');
  writeFileSync(join(folder, 'page', 'assets', 'index-aB3.js'), 'start();');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The address goes to the handler as it is: a URL object would have taken dots out of it. */
function get(url: string, method = 'GET') {
  return createAppProtocol(join(folder, 'page'))({ url, method, headers: new Headers() });
}

describe('app://', () => {
  it('serves the page and its files, each with the policy', async () => {
    const page = await get('app://earshot/index.html');
    expect(await page.text()).toBe('<title>Earshot</title>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await (await get('app://earshot/?x#y')).text()).toBe('<title>Earshot</title>');
    const script = await get('app://earshot/assets/index-aB3.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    for (const response of [page, script, await get('app://earshot/none.js')]) {
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it.each([
    'app://earshot/../secret.txt',
    'app://earshot/..%2fsecret.txt',
    'app://earshot/%2e%2e/secret.txt',
    'app://earshot/assets/..%5c..%5csecret.txt',
    'app://earshot//secret.txt',
    'app://earshot/.hidden/a.txt',
    'app://earshot/assets',
    'app://earshot/assets/',
    'app://earshot/C:/Windows/win.ini',
    'app://earshot/index.html%00.js',
    'app://other/index.html',
  ])('has nothing at %s', async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('Not found');
  });

  it('takes nothing but questions', async () => {
    expect((await get('app://earshot/index.html', 'POST')).status).toBe(405);
  });
});
