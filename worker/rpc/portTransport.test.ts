import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createPortTransport, type MessagePortMainLike, type MessageTransport } from '../contract/index.ts';
import { createTestWorker } from './testWorker.ts';

/** Node's port hands over the data itself; Electron's hands over an event that holds it. */
function asMessagePortMain(port: MessagePort): MessagePortMainLike {
  return {
    postMessage: (message) => port.postMessage(message),
    on: (event: 'message' | 'close', listener: ((event: { data: unknown }) => void) & (() => void)) =>
      event === 'message'
        ? port.on('message', (data: unknown) => listener({ data }))
        : port.on('close', listener),
    start: () => port.start(),
    close: () => port.close(),
  };
}

function createPorts(): readonly [MessageTransport, MessageTransport] {
  const { port1, port2 } = new MessageChannel();
  return [createPortTransport(asMessagePortMain(port1)), createPortTransport(asMessagePortMain(port2))];
}

describe('createPortTransport', () => {
  it('carries requests, errors and events over a message channel', async () => {
    const worker = createTestWorker({ 'exports.render': ({ format }) => `as ${format}` }, createPorts());
    expect(await worker.client.request('exports.render', { meetingId: 'm1', format: 'vtt' })).toBe('as vtt');
    await expect(worker.client.request('jobs.list')).rejects.toMatchObject({ code: 'not-found' });
    const removed = new Promise((resolve) => worker.client.on('job.removed', resolve));
    worker.emit('job.removed', { jobId: 'j1' });
    expect(await removed).toEqual({ jobId: 'j1' });
    worker.client.close();
  });

  it('tells the client when the port of the worker closes', async () => {
    const worker = createTestWorker({ 'jobs.list': () => new Promise(() => undefined) }, createPorts());
    await worker.client.ready;
    const rejected = expect(worker.client.request('jobs.list')).rejects.toMatchObject({
      code: 'worker-exited',
    });
    worker.workerEnd.close();
    await rejected;
  });
});
