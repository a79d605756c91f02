import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alternate } from '../alternate.ts';
import type { BenchStep } from '../benchStep.ts';
import type { DownloaderCalls } from '../children/downloaderCalls.ts';
import type { HubCalls } from '../children/hubCalls.ts';
import { startChild } from '../children/startChild.ts';
import { removeAtExit } from '../fixtures/removeAtExit.ts';
import { formatMegabytes, formatMs, formatRatio } from '../format.ts';

const SIZE_BYTES = 500_000_000;
const PAIRS = 11;
const TARGET = 0.9;

export const download: BenchStep = {
  name: 'download',
  title: 'Downloading',
  method:
    'A file of 500 MB from a hub on this computer, in a process of its own, to the disk. Earshot also lists the repository, hashes what comes, waits until it is on the disk and links it into the cache; curl does none of that.',
  async run(tell) {
    tell('starting a hub');
    const folder = await mkdtemp(join(tmpdir(), 'earshot-bench-download-'));
    removeAtExit(folder);
    const hub = startChild<HubCalls>('hub');
    const downloader = startChild<DownloaderCalls>('downloader');
    try {
      const { endpoint, repository, file } = (await hub.call('serve', { sizeBytes: SIZE_BYTES })).result;
      const hasProgram = spawnSync('curl', ['--version'], { stdio: 'ignore' }).status === 0;
      let peakBytes = 0;
      const { firstMs, secondMs, ratio } = await alternate(
        PAIRS,
        async () => {
          const cacheDir = join(folder, 'models');
          const measured = await downloader.call('download', { endpoint, repository, cacheDir });
          if (measured.result.receivedBytes !== SIZE_BYTES) throw new Error('The download is not whole.');
          await rm(cacheDir, { recursive: true });
          peakBytes = measured.peakBytes;
          return measured.elapsedMs;
        },
        async () => {
          if (!hasProgram) return NaN;
          const path = join(folder, file);
          const elapsedMs = downloadWithProgram(`${endpoint}/${repository}/resolve/main/${file}`, path);
          await rm(path);
          return elapsedMs;
        },
      );
      return [
        {
          measured: 'a file of 500 MB',
          earshot: `${formatMs(firstMs)} (${formatThroughput(firstMs)}; peak memory ${formatMegabytes(peakBytes)})`,
          comparison: hasProgram
            ? `curl ${formatMs(secondMs)} (${formatThroughput(secondMs)})`
            : 'no curl program on this machine',
          ratio: hasProgram ? `${formatRatio(ratio)} its throughput` : '',
          target: hasProgram ? { text: `>= ${TARGET}x`, met: ratio >= TARGET } : null,
        },
      ];
    } finally {
      await Promise.all([hub.stop(), downloader.stop()]);
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function downloadWithProgram(url: string, path: string): number {
  const startedAtMs = performance.now();
  const { status } = spawnSync('curl', ['--silent', '--fail', '--location', '--output', path, url]);
  if (status !== 0) throw new Error(`curl ended with ${status}.`);
  return performance.now() - startedAtMs;
}

function formatThroughput(ms: number): string {
  return `${formatMegabytes(SIZE_BYTES / (ms / 1000))}/s`;
}
