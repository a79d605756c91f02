import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeWav } from '../worker/audio/wav.ts';
import type { JobSnapshot } from '../worker/contract/index.ts';
import { createRandom } from '../worker/lib/testRandom.ts';
import { type HubWorker, openHubWorker } from './openHubWorker.ts';
import { starterModelFiles } from './starterModelFiles.ts';

const STARTER = 'earshot/starter-test';
const JOBS = 50;
const SAMPLE_RATE = 16_000;

let worker: HubWorker;
beforeEach(async () => {
  worker = await openHubWorker();
});
afterEach(async () => {
  await worker.close();
});

/** A second of noise, another one for each seed. */
function createNoise(seed: number): Uint8Array {
  const random = createRandom(seed);
  const samples = Float32Array.from({ length: SAMPLE_RATE }, () => (random() - 0.5) / 20);
  return writeWav({ channels: [samples], sampleRate: SAMPLE_RATE });
}

it('downloads a model once and loads it once for fifty jobs, and at most once more when it is moved meanwhile', async () => {
  const { client, dataDir, hub } = worker;
  await hub.addRepository({ id: STARTER, files: starterModelFiles() });
  const request = { kind: 'download-model', modelId: STARTER } as const;
  const started = await Promise.all(
    Array.from({ length: JOBS }, () => client.request('jobs.start', request)),
  );
  expect(new Set(started.map(({ jobId }) => jobId)).size).toBe(1);
  await worker.run(request);
  const blobs = new Set(hub.log.requests.flatMap(({ blob }) => blob ?? []));
  const sentBytes = [...blobs].reduce((sum, blob) => sum + hub.log.bytesSentOf(blob), 0);
  expect(await client.request('cache.info')).toMatchObject({
    sizeBytes: sentBytes,
    partialBytes: 0,
    orphanBytes: 0,
  });

  const over = new Map<string, JobSnapshot['status']>();
  const allOver = new Promise<void>((resolve) => {
    client.on('job.changed', ({ jobId, kind, status }) => {
      if (kind !== 'transcribe' || status === 'queued' || status === 'running') return;
      over.set(jobId, status);
      if (over.size === JOBS) resolve();
    });
  });
  const recordings = join(dataDir, 'recordings');
  await mkdir(recordings);
  for (let index = 0; index < JOBS; index += 1) {
    const path = join(recordings, `${index}.wav`);
    await writeFile(path, createNoise(index));
    const options = { model: STARTER, device: 'cpu' } as const;
    await client.request('jobs.start', { kind: 'transcribe', path, options });
  }
  // It waits for the job that uses the model, and those behind it for the move: the model is loaded again then.
  const to = join(dataDir, 'moved');
  const moved = { outcome: 'moved', cacheDir: to, leftBehind: [] };
  expect(await worker.run({ kind: 'move-cache', to })).toEqual(moved);
  await allOver;
  expect([...over.values()].filter((status) => status !== 'completed')).toEqual([]);
  const [statistics] = await client.request('models.statistics');
  expect((statistics?.loads ?? 0) + (statistics?.hits ?? 0)).toBe(JOBS);
  expect([1, 2]).toContain(statistics?.loads);
  await expect(stat(join(dataDir, 'models'))).rejects.toMatchObject({ code: 'ENOENT' });
});
