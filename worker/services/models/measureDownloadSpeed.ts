import type { JobSnapshot } from '../../contract/index.ts';

/** A download of less says more of waiting than of the line: our choice. */
const MIN_BYTES = 1e6;

/** Bytes a second of the newest download of some size; null before there was one. */
export function measureDownloadSpeed(jobs: readonly JobSnapshot[]): number | null {
  let newest: { readonly atMs: number; readonly bytesPerSecond: number } | null = null;
  for (const { kind, result, startedAtMs, finishedAtMs } of jobs) {
    if (kind !== 'download-model' || result === null || startedAtMs === null || finishedAtMs === null)
      continue;
    const seconds = (finishedAtMs - startedAtMs) / 1000;
    if (result.downloadedBytes < MIN_BYTES || seconds <= 0) continue;
    if (newest !== null && newest.atMs > finishedAtMs) continue;
    newest = { atMs: finishedAtMs, bytesPerSecond: result.downloadedBytes / seconds };
  }
  return newest?.bytesPerSecond ?? null;
}
