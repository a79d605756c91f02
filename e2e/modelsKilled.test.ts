import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { repoFolderName, snapshotPath } from '../worker/models/cache/cacheLayout.ts';
import { readRef } from '../worker/models/cache/readRef.ts';
import { createRandom } from '../worker/lib/testRandom.ts';
import { findViolations } from '../worker/models/download/tests/findViolations.ts';
import { faults } from './hub/faults.ts';
import { hashOf, type HubWorker, openHubWorker, stallDownloads, standInFiles } from './openHubWorker.ts';
import { WHISPER_BASE } from './whisperBase.ts';

const PROCESS = fileURLToPath(new URL('./hubWorkerProcess.ts', import.meta.url));
const WEIGHT_BYTES = 4_000_000;
const ENCODER = 'onnx/encoder_model_quantized.onnx';

let worker: HubWorker;
beforeEach(async () => {
  worker = await openHubWorker();
});
afterEach(async () => {
  await worker.close();
});

/** Bytes of the encoder that a killed process is certain to leave. */
async function readFlushedBytes(): Promise<number> {
  const blobs = join(worker.dataDir, 'models', repoFolderName(WHISPER_BASE), 'blobs');
  const name = (await readdir(blobs).catch(() => [])).find(
    (fileName) =>
      fileName.startsWith(hashOf(worker.hub, WHISPER_BASE, ENCODER)) && fileName.endsWith('.incomplete.json'),
  );
  if (name === undefined) return 0;
  return Number(JSON.parse(await readFile(join(blobs, name), 'utf8')).flushedBytes);
}

function sumSentBytes(): number {
  return worker.hub.log.requests.reduce((sum, { bytesSent }) => sum + bytesSent, 0);
}

describe('a download whose process is killed', () => {
  beforeEach(async () => {
    await worker.hub.addRepository({ id: WHISPER_BASE, files: standInFiles(WEIGHT_BYTES) });
  });

  it('goes on by range after its process was killed', async () => {
    // More than is written between two moments at which it is certain to be on the disk.
    const sizeBytes = 150_000_000;
    await worker.hub.commit(WHISPER_BASE, { [ENCODER]: { size: sizeBytes, seed: 7 } });
    await worker.stop();
    const stalled = stallDownloads(worker.hub);
    const child = spawn(process.execPath, [PROCESS, worker.dataDir, worker.hub.endpoint, 'whisper-base'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await vi.waitUntil(async () => (await readFlushedBytes()) > 0, { timeout: 60_000 });
    child.kill('SIGKILL');
    await once(child, 'close');
    stalled.remove();
    worker.hub.log.clear();
    await worker.restart();
    const [job] = await worker.request('jobs.list');
    const done = await worker.finishStarted(job);
    expect(done).toMatchObject({ kind: 'download-model', status: 'completed', attempt: 1 });
    const again = worker.hub.log.requests.filter(
      ({ blob }) => blob === hashOf(worker.hub, WHISPER_BASE, ENCODER),
    );
    expect(again.map(({ status, headers }) => [status, headers.range])).toEqual([
      [206, expect.stringMatching(/^bytes=\d{8}-$/)],
    ]);
    const models = await worker.request('models.list');
    expect(models.find(({ modelId }) => modelId === 'whisper-base')?.cached).toMatchObject({
      isComplete: true,
      partialBytes: 0,
    });
  });

  it('is whole, and was so at no time before, however often the process is killed', async () => {
    await worker.stop();
    const seed = Date.now() % 1_000_000;
    console.log(`Kills with seed ${seed}`);
    const random = createRandom(seed);
    const sandbox = join(worker.dataDir, 'sandbox');
    await mkdir(sandbox, { recursive: true });
    worker.hub.faults.add({
      origin: 'cdn',
      times: Infinity,
      fault: faults.slowBody({ bytesPerSecond: 8e6 }),
    });
    let kills = 0;
    for (let hasEnded = false; !hasEnded;) {
      worker.hub.log.clear();
      const wanted = random() * WEIGHT_BYTES;
      const child = spawn(
        process.execPath,
        [PROCESS, worker.dataDir, worker.hub.endpoint, 'whisper-base', join(sandbox, 'models')],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      const closed = once(child, 'close').then(() => true);
      const sent = worker.hub.log.waitFor(() => sumSentBytes() > wanted).then(() => false);
      hasEnded = await Promise.race([closed, sent]);
      // The sixth may end in peace.
      if (!hasEnded && kills < 5) {
        kills += 1;
        child.kill('SIGKILL');
      }
      hasEnded = (await closed) && child.signalCode === null;
      expect(await findViolations({ sandbox, cacheName: 'models', hub: worker.hub })).toEqual([]);
      const repoFolder = join(sandbox, 'models', repoFolderName(WHISPER_BASE));
      const commit = await readRef(repoFolder, 'main');
      if (hasEnded) expect(commit).not.toBeNull();
      // Whatever can be found is whole.
      if (commit !== null) {
        const { size } = await stat(snapshotPath(repoFolder, commit, ENCODER));
        expect(size).toBe(WEIGHT_BYTES);
      }
    }
    expect(kills).toBeGreaterThan(2);
  });
});
