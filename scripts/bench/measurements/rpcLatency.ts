import type { BenchRow } from '../benchRow.ts';
import type { BenchStep } from '../benchStep.ts';
import { startWorker } from '../children/startWorker.ts';
import type { RpcClient } from '../../../worker/contract/index.ts';
import { formatMs } from '../format.ts';
import { ensureBaseModel } from '../fixtures/baseModel.ts';
import { ensureRepeatedMeeting } from '../fixtures/repeatedMeeting.ts';
import { percentile } from '../median.ts';

const PING_MS = 10;
const ROUND_MS = 15_000;
const TARGET_MS = 100;

export const rpcLatency: BenchStep = {
  name: 'rpc',
  title: 'Answers while transcribing',
  method:
    'Another process asks the worker for its settings every 10 ms for 15 s: at rest, while it transcribes with the starter model, and with the Whisper-base-sized one.',
  async run(tell) {
    const path = await ensureRepeatedMeeting(3600);
    const rows: BenchRow[] = [];
    for (const { measured, model } of [
      { measured: 'at rest', model: null },
      { measured: 'transcribing, starter', model: 'earshot-starter' },
      { measured: 'transcribing, base q8', model: await ensureBaseModel() },
    ]) {
      tell(measured);
      const worker = await startWorker();
      try {
        if (model !== null) await startTranscribing(worker.client, path, model);
        const latencies = await ping(worker.client);
        const slowest = Math.max(...latencies);
        rows.push({
          measured,
          earshot: [
            `p50 ${formatMs(percentile(latencies, 0.5))}`,
            `p99 ${formatMs(percentile(latencies, 0.99))}`,
            `slowest ${formatMs(slowest)} of ${latencies.length}`,
          ].join(', '),
          comparison: '',
          ratio: '',
          target: model === null ? null : { text: `none above ${TARGET_MS} ms`, met: slowest <= TARGET_MS },
        });
      } finally {
        await worker.stop();
      }
    }
    return rows;
  },
};

/** Resolves when recognition has begun, so that loading and hashing are over. */
async function startTranscribing(client: RpcClient, path: string, model: string): Promise<void> {
  const hasBegun = new Promise<void>((resolve, reject) => {
    client.on('job.changed', ({ progress, error }) => {
      if (error !== null) reject(new Error(error.message));
      if (progress?.stage === 'recognize') resolve();
    });
  });
  const options = { model, language: 'en', device: 'cpu' as const };
  await client.request('jobs.start', { kind: 'transcribe', path, options, force: true });
  await hasBegun;
}

/** Requests leave every 10 ms whether or not the ones before were answered: a worker that stalls is seen by all of them. */
async function ping(client: RpcClient): Promise<number[]> {
  const latencies: number[] = [];
  const pending: Promise<void>[] = [];
  const timer = setInterval(() => {
    const sentAtMs = performance.now();
    pending.push(
      client.request('settings.get').then(() => {
        latencies.push(performance.now() - sentAtMs);
      }),
    );
  }, PING_MS);
  await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
  clearInterval(timer);
  await Promise.all(pending);
  return latencies;
}
