import { describe, expect, it } from 'vitest';
import { type GuardedRequest, refuseRequest } from './requestGuard.ts';

const HOST = '127.0.0.1:8123';
const ORIGIN = `http://${HOST}`;

function refusalOf(request: Partial<Omit<GuardedRequest, 'headers'>>, headers: Record<string, string[]>) {
  const withHost = { host: [HOST], ...headers };
  return refuseRequest({ method: 'GET', target: '/', isUpgrade: false, ...request, headers: withHost }, 8123);
}

describe('refuseRequest', () => {
  it.each([
    ['a typed address', {}, { 'sec-fetch-site': ['none'], 'sec-fetch-mode': ['navigate'] }],
    ['localhost', {}, { host: ['localhost:8123'] }],
    ['a part of the page', { target: '/assets/a.js' }, { 'sec-fetch-site': ['same-origin'] }],
    [
      'a link on another site',
      {},
      { 'sec-fetch-site': ['cross-site'], 'sec-fetch-mode': ['navigate'], 'sec-fetch-dest': ['document'] },
    ],
    ['the socket of the page', { target: '/rpc', isUpgrade: true }, { origin: [ORIGIN] }],
    ['an upload of the page', { method: 'POST', target: '/upload' }, { origin: [ORIGIN] }],
    [
      'an upload of the page at localhost',
      { method: 'POST' },
      { host: ['localhost:8123'], origin: ['http://localhost:8123'] },
    ],
  ])('lets through %s', (_what, request, headers) => {
    expect(refusalOf(request, headers as Record<string, string[]>)).toBeNull();
  });

  it.each([
    'evil.example',
    'evil.example:8123',
    '127.0.0.1',
    '127.0.0.1:8124',
    '127.0.0.1:8123.evil.example',
    '127.0.0.1.evil.example:8123',
    'localhost',
    'localhost.:8123',
    'LOCALHOST:8123',
    '127.0.0.2:8123',
    '2130706433:8123',
    '[::1]:8123',
    '0.0.0.0:8123',
    'user@127.0.0.1:8123',
    '',
  ])('refuses the host "%s", whatever the origin says', (host) => {
    expect(refusalOf({}, { host: [host] })).toBe('foreign-host');
    expect(refusalOf({}, { host: [host], origin: [`http://${host}`] })).toBe('foreign-host');
  });

  it('knows the address of port 80, which browsers leave out, and takes nothing else for it', () => {
    const refusal = (host: string, origin: string) =>
      refuseRequest(
        { method: 'POST', target: '/upload', isUpgrade: false, headers: { host: [host], origin: [origin] } },
        80,
      );
    expect(refusal('127.0.0.1', 'http://127.0.0.1')).toBeNull();
    expect(refusal('localhost', 'http://localhost')).toBeNull();
    expect(refusal('127.0.0.1', 'http://127.0.0.1:8000')).toBe('foreign-origin');
    expect(refusal('evil.example', 'http://evil.example')).toBe('foreign-host');
  });

  it('refuses two hosts and none', () => {
    expect(refusalOf({}, { host: [HOST, HOST] })).toBe('foreign-host');
    expect(refusalOf({}, { host: [] })).toBe('foreign-host');
    expect(refuseRequest({ method: 'GET', target: '/', isUpgrade: false, headers: {} }, 8123)).toBe(
      'foreign-host',
    );
  });

  it.each([
    'http://evil.example',
    'null',
    '',
    'https://127.0.0.1:8123',
    'http://127.0.0.1:8124',
    'http://127.0.0.1:81234',
    'http://127.0.0.1:8123.evil.example',
    'http://localhost:8123',
    'file://',
    'chrome-extension://abcdef',
  ])('refuses the origin "%s" for reading, writing and sockets', (origin) => {
    for (const request of [{}, { method: 'POST' }, { isUpgrade: true }]) {
      expect(refusalOf(request, { origin: [origin] })).toBe('foreign-origin');
    }
  });

  it.each([{ isUpgrade: true }, { method: 'POST' }, { method: 'OPTIONS' }, { method: 'DELETE' }])(
    'refuses %j without an origin, and with two',
    (request) => {
      expect(refusalOf(request, {})).toBe('foreign-origin');
      expect(refusalOf(request, { origin: [ORIGIN, ORIGIN] })).toBe('foreign-origin');
    },
  );

  it.each([
    ['an image', { 'sec-fetch-site': ['cross-site'], 'sec-fetch-mode': ['no-cors'] }],
    ['a page on another port', { 'sec-fetch-site': ['same-site'], 'sec-fetch-mode': ['no-cors'] }],
    [
      'a frame',
      { 'sec-fetch-site': ['cross-site'], 'sec-fetch-mode': ['navigate'], 'sec-fetch-dest': ['iframe'] },
    ],
  ])('refuses what another site embeds: %s', (_what, headers) => {
    expect(refusalOf({ target: '/media/f1' }, headers)).toBe('foreign-origin');
  });

  it.each(['http://127.0.0.1:8123/', '*', '', 'rpc', `/${'a'.repeat(2048)}`])(
    'refuses the target "%s"',
    (target) => {
      expect(refusalOf({ target }, {})).toBe('malformed');
    },
  );
});
