import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createMessagePortTransport } from '../renderer/connection/messagePortTransport.ts';
import { createRpcClient } from '../worker/contract/index.ts';
import { SAMPLE_MEETING } from './runEarshot.ts';

/** A port of worker_threads has the events and methods of the page's. */
type PagePort = Parameters<typeof createMessagePortTransport>[0];

/** Gives the entry the `process.parentPort` that Electron gives a utility process, ports in messages included. */
const BOOTSTRAP = `
  import { parentPort, workerData } from 'node:worker_threads';
  process.argv[2] = workerData.config;
  process.parentPort = {
    on: (event, listener) => parentPort.on(event, ({ data, port }) => listener({ data, ports: port ? [electronPort(port)] : [] })),
  };
  const electronPort = (port) => ({
    postMessage: (message) => port.postMessage(message),
    on: (event, listener) => port.on(event, (data) => listener({ data })),
    start: () => port.start(),
    close: () => port.close(),
  });
  await import(workerData.entry);
  parentPort.postMessage('listening');
`;

it('serves a page over a message port as a utility process and ends when it is asked', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'earshot-utility-'));
  const config = {
    appVersion: '1.2.3',
    dataDir,
    assetsDir: asset('../assets'),
    offline: true,
    logLevel: 'error',
  };
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(BOOTSTRAP)}`), {
    workerData: {
      config: JSON.stringify(config),
      entry: new URL('../worker/entries/utilityProcess.ts', import.meta.url).href,
    },
  });
  try {
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ data: { type: 'connect' }, port: port2 }, [port2]);
    const client = createRpcClient(createMessagePortTransport(port1 as unknown as PagePort));

    const { appVersion, models } = await client.request('diagnostics.get', undefined);
    expect({ appVersion, models: models.map(({ modelId }) => modelId) }).toEqual({
      appVersion: '1.2.3',
      models: ['earshot-starter', 'silero-vad'],
    });
    const { durationSeconds } = await client.request('media.probe', { path: SAMPLE_MEETING });
    expect(durationSeconds).toBeCloseTo(64.58, 1);

    const gone = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage({ data: { type: 'stop' } });
    expect(await gone).toBe(0);
    await expect(client.request('settings.get', undefined)).rejects.toMatchObject({ code: 'worker-exited' });
  } finally {
    await worker.terminate();
    await rm(dataDir, { recursive: true, force: true });
  }
});

function asset(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
