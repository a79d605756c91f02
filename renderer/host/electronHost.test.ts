import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { AppError, DESKTOP_SHELL, type PreloadApi, serializeError } from '../../worker/contract/index.ts';
import { createElectronHost, type ElectronHostOptions } from './electronHost.ts';

const NONCE = 'nonce-of-this-load';

/** A window with what preload has put into it. */
function createPage(given: Partial<PreloadApi> = {}) {
  const calls: unknown[] = [];
  const page = Object.assign(new EventTarget(), { location: { origin: 'app://earshot', hash: '' } });
  let loseWorker: () => void = () => undefined;
  let show: (fragment: string) => void = () => undefined;
  const host = createElectronHost({
    preload: {
      call: (method, params) => {
        calls.push([method, params]);
        return Promise.resolve({ ok: true, result: null });
      },
      getFilePath: (file) => (file as { readonly path?: string }).path ?? '',
      onWorkerGone: (listener) => (loseWorker = listener),
      onShow: (listener) => (show = listener),
      ...given,
    },
    page: page as unknown as ElectronHostOptions['page'],
    createNonce: () => NONCE,
  });
  const receive = (message: object) => {
    const { port1 } = new MessageChannel();
    const data = { type: DESKTOP_SHELL.portMessageType, nonce: NONCE };
    const event = { data, origin: 'app://earshot', source: page, ports: [port1], ...message };
    page.dispatchEvent(Object.assign(new Event('message'), event));
    return port1;
  };
  return {
    host,
    page,
    calls,
    receive,
    show: (fragment: string) => show(fragment),
    loseWorker: () => loseWorker(),
  };
}

describe('the host of the page in Electron', () => {
  it('takes only the port that it asked for', async () => {
    const { host, calls, receive } = createPage();
    let isOpen = false;
    const opened = host.openTransport().then((transport) => {
      isOpen = true;
      return transport;
    });
    for (const hostile of [
      { data: { type: DESKTOP_SHELL.portMessageType, nonce: 'nonce-of-another-load' } },
      { data: { type: 'something else', nonce: NONCE } },
      { data: null },
      { source: {} },
      { source: null },
      { origin: 'https://evil.example' },
      { ports: [] },
    ]) {
      receive(hostile).close();
    }
    await new Promise(setImmediate);
    expect(isOpen).toBe(false);
    const port = receive({});
    const sent = new Promise((resolve) => port.once('message', resolve));
    expect(typeof (await opened).send).toBe('function');
    port.close();
    void sent;
    expect(calls).toEqual([['connect', { nonce: NONCE }]]);
  });

  it('ends its connection, once, when main says that the worker is gone', async () => {
    const { host, receive, loseWorker } = createPage();
    const opened = host.openTransport();
    const port = receive({});
    let losses = 0;
    (await opened).onClose(() => losses++);
    loseWorker();
    loseWorker();
    port.close();
    expect(losses).toBe(1);
  });

  it('takes no port of a worker that has ended before it came, so that it asks again', async () => {
    const { host, receive, loseWorker } = createPage();
    const opened = host.openTransport();
    await new Promise(setImmediate);
    loseWorker();
    await expect(opened).rejects.toMatchObject({ code: 'worker-exited' });
    receive({}).close();
    const next = host.openTransport();
    const port = receive({});
    expect(typeof (await next).send).toBe('function');
    port.close();
  });

  it('gives failures of main their code', async () => {
    const error = serializeError(new AppError('worker-exited', 'The worker is not running.'));
    const { host } = createPage({ call: () => Promise.resolve({ ok: false, error }) });
    await expect(host.openTransport()).rejects.toMatchObject({ code: 'worker-exited' });
  });

  it('knows where files lie, without copying them', async () => {
    const { host } = createPage();
    const options = { signal: new AbortController().signal, onProgress: () => undefined };
    const file = Object.assign(new File([], 'talk.wav'), { path: '/home/talk.wav' });
    expect(await host.importFile(file, options)).toBe('/home/talk.wav');
    await expect(host.importFile(new File([], 'made.wav'), options)).rejects.toMatchObject({
      code: 'media-missing',
      details: { path: 'made.wav' },
    });
  });

  it('asks for media by id, and goes where a menu leads', () => {
    const { host, page, show } = createPage();
    expect(host.mediaUrl('f1')).toBe('media://recording/f1');
    show('#/settings');
    expect(page.location.hash).toBe('#/settings');
  });
});
