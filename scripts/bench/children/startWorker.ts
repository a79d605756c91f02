import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRpcClient, type RpcClient } from '../../../worker/contract/index.ts';
import { removeAtExit } from '../fixtures/removeAtExit.ts';
import { createProcessTransport } from './processTransport.ts';
import { startChild } from './startChild.ts';
import type { WorkerCalls } from './workerCalls.ts';

export interface BenchWorker {
  readonly client: RpcClient;
  /** Most memory the worker's process has ever had. */
  peakBytes(): Promise<number>;
  /** Ends the process; a data folder that was made for it is deleted. */
  stop(): Promise<void>;
}

/** Starts a worker and connects to it as a window does; without a data folder it gets an empty one. */
export async function startWorker(dataDir: string | null = null): Promise<BenchWorker> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'earshot-bench-data-')));
  if (dataDir === null) removeAtExit(folder);
  const child = startChild<WorkerCalls>('worker');
  const client = createRpcClient(createProcessTransport(child.process));
  await child.call('start', { dataDir: folder });
  await client.ready;
  return {
    client,
    peakBytes: async () => (await child.call('rest', null)).peakBytes,
    async stop() {
      await child.stop();
      if (dataDir === null) await rm(folder, { recursive: true, force: true });
    },
  };
}
