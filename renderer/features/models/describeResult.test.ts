import { describe, expect, it } from 'vitest';
import { describeResult } from './describeResult.ts';
import { type ModelJob, nameModelJob } from './modelJob.ts';

const BASE = {
  jobId: 'j1',
  lane: 'cache',
  status: 'completed',
  progress: null,
  error: null,
  meetingId: null,
  attempt: 1,
  createdAtMs: 0,
  startedAtMs: 0,
  finishedAtMs: 1,
} as const;

const titleOf = (modelId: string): string => (modelId === 'w' ? 'Whisper base' : modelId);

function verification(
  ...models: readonly [modelId: string, isIntact: boolean, repairedFiles: number][]
): ModelJob {
  const params = { modelId: null, repair: false };
  const found = models.map(([modelId, isIntact, repairedFiles]) => ({
    ...{ modelId, isIntact, repairedFiles, commit: 'c', files: [] },
  }));
  return { ...BASE, kind: 'verify-models', params, result: { models: found } };
}

describe('describeResult', () => {
  it('names models by their titles, and those to repair by their ids', () => {
    expect(describeResult(verification(['w', true, 0]), titleOf)).toEqual({
      text: 'Whisper base is intact.',
      damaged: [],
    });
    expect(describeResult(verification(['w', true, 2]), titleOf)?.text).toBe(
      'Whisper base is intact again: 2 files were fetched anew.',
    );
    expect(describeResult(verification(['w', false, 0], ['org/x', true, 0]), titleOf)).toEqual({
      text: 'Whisper base is damaged.',
      damaged: ['w'],
    });
    expect(describeResult(verification(['w', true, 0], ['org/x', true, 0]), titleOf)?.text).toBe(
      'All 2 models were checked and found intact.',
    );
  });

  it('says where the models are after a move, and that they stayed after one that failed', () => {
    const move = { ...BASE, kind: 'move-cache', params: { to: '/new' } } as const;
    const moved = { outcome: 'moved', cacheDir: '/new', leftBehind: ['/old/x'] } as const;
    expect(describeResult({ ...move, result: moved }, titleOf)?.text).toBe(
      'The models are in /new now. 1 file at the old place could not be deleted and can be deleted by hand.',
    );
    const stayed = { outcome: 'rolled-back', cacheDir: '/old', leftBehind: [] } as const;
    expect(describeResult({ ...move, result: stayed }, titleOf)?.text).toBe(
      'The models are where they were.',
    );
  });

  it('does not offer to repair what came with Earshot', () => {
    const models = [{ modelId: 'w', commit: '', files: [], isIntact: false, repairedFiles: 0 }];
    const params = { modelId: null, repair: false };
    const job: ModelJob = { ...BASE, kind: 'verify-models', params, result: { models } };
    expect(describeResult(job, titleOf)).toEqual({
      text: 'Whisper base, which came with Earshot, is damaged: install Earshot again.',
      damaged: [],
    });
  });

  it('says that an older version of a file was added beside the newer one', () => {
    const keptVersions = [{ modelId: 'w', commit: 'a', currentCommit: 'b' }];
    const result = { modelIds: ['w'], addedBytes: 1, keptVersions };
    const job: ModelJob = { ...BASE, kind: 'import-models', params: { file: '/x' }, result };
    expect(describeResult(job, titleOf)?.text).toBe(
      'Added: Whisper base. Whisper base is here in a newer version, which stays in use; the other one is among ' +
        'its versions',
    );
  });

  it('leaves a download to be seen in the list', () => {
    const params = { modelId: 'w', revision: null, dtype: null, isUpdate: false };
    const result = { modelId: 'w', commit: 'c', folder: '/w', downloadedBytes: 1, reusedBytes: 0 };
    const download = { ...BASE, kind: 'download-model', params, result } as const;
    expect(describeResult(download, titleOf)).toBeNull();
    expect(nameModelJob(download, titleOf)).toBe('Downloading Whisper base');
    expect(nameModelJob({ ...download, params: { ...params, isUpdate: true } }, titleOf)).toBe(
      'Updating Whisper base',
    );
  });
});
