import { expect, it } from 'vitest';
import type { JobSnapshot } from '../../contract/index.ts';
import { measureDownloadSpeed } from './measureDownloadSpeed.ts';

function download(downloadedBytes: number, startedAtMs: number, finishedAtMs: number | null): JobSnapshot {
  return {
    ...{ jobId: 'j1', kind: 'download-model', lane: 'download', status: 'completed' },
    params: { modelId: 'org/name', revision: null, dtype: null, isUpdate: false },
    ...{
      progress: null,
      error: null,
      meetingId: null,
      attempt: 1,
      createdAtMs: 0,
      startedAtMs,
      finishedAtMs,
    },
    result: { modelId: 'org/name', commit: 'a', folder: '/', downloadedBytes, reusedBytes: 0 },
  };
}

it('goes by the newest download of some size', () => {
  const jobs = [
    download(8_000_000, 0, 2000),
    download(6_000_000, 4000, 6000),
    download(9_000_000, 0, 1000),
    download(10, 8000, 9000),
    download(6_000_000, 9000, null),
  ];
  expect(measureDownloadSpeed(jobs)).toBe(3_000_000);
});

it('knows nothing before there was one', () => {
  expect(measureDownloadSpeed([download(10, 8000, 9000)])).toBeNull();
});
