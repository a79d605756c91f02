import { describe, expect, it } from 'vitest';
import { type CacheInfo, type RpcParams, settingsSchema } from '../contract/index.ts';
import type { RpcHandlers } from '../rpc/server.ts';
import { completeJobs } from './tests/completeJobs.ts';
import { runWithHandlers as run } from './tests/runTestCommand.ts';

describe('the cache', () => {
  it('takes folders as they are seen from here', async () => {
    const started: RpcParams<'jobs.start'>[] = [];
    const result = { outcome: 'moved', cacheDir: '/here/models', leftBehind: [] } as const;
    const handlers = completeJobs({ 'move-cache': result }, (job) => started.push(job));
    expect(await run('cache move models', handlers)).toMatchObject({
      exitCode: 0,
      stderr: 'The models are in /here/models now.\n',
    });
    expect(started).toEqual([{ kind: 'move-cache', to: '/here/models' }]);
  });

  it('fails when a move was rolled back', async () => {
    const result = { outcome: 'rolled-back', cacheDir: '/old', leftBehind: [] } as const;
    const { exitCode, stderr } = await run('cache move /full', completeJobs({ 'move-cache': result }));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The models are where they were.');
  });

  it('changes one rule of the policy and leaves the other', async () => {
    const patches: unknown[] = [];
    const settings = settingsSchema.parse({ cleanup: { budgetBytes: 5, unusedDays: 30 } });
    const handlers: Partial<RpcHandlers> = {
      'settings.get': () => settings,
      'settings.update': (patch) => {
        patches.push(patch);
        return { ...settings, cleanup: { budgetBytes: 20_000_000_000, unusedDays: 30 } };
      },
    };
    const { stdout } = await run('cache policy --budget 20GB', handlers);
    expect(patches).toEqual([{ cleanup: { budgetBytes: 20_000_000_000, unusedDays: 30 } }]);
    expect(stdout).toBe('budget  20.0 GB\nunused  30 days\n');
  });

  it('shows what a policy would delete without setting it', async () => {
    const asked: unknown[] = [];
    const result = await run('cache policy --unused-days 90 --dry-run', {
      'settings.get': () => settingsSchema.parse({}),
      'cache.cleanUp': (request) => {
        asked.push(request);
        const items = [{ kind: 'model', name: 'whisper-tiny', sizeBytes: 41_000_000 }] as const;
        return { freedBytes: 41_000_000, items, isDryRun: true, isComplete: true, left: [] };
      },
    });
    expect(asked).toEqual([{ dryRun: true, policy: { budgetBytes: null, unusedDays: 90 } }]);
    expect(result).toMatchObject({
      exitCode: 0,
      stdout: 'budget  off\nunused  90 days\nmodel  whisper-tiny  41.0 MB\n',
      stderr:
        'The policy stays as it was: without --dry-run, this one is set.\n' +
        'This would free 41.0 MB (41,000,000 bytes). Nothing was deleted.\n',
    });
  });

  it('is listed with every file, and with what is not in order in plain words', async () => {
    const info: CacheInfo = {
      ...{ cacheDir: '/models', source: 'setting', freeBytes: 5e9, sizeBytes: 4005, pendingDeletionBytes: 0 },
      ...{ partialBytes: 70_000, orphanBytes: 900, otherCaches: [] },
      tasks: [{ task: 'asr', modelCount: 1, sizeBytes: 4005 }],
      models: [
        {
          ...{ modelId: 'whisper-base', repository: 'org/base', type: 'model', sizeBytes: 4005 },
          ...{ partialBytes: 70_000, orphanBytes: 900, lastUsedAtMs: null, isPinned: true, isInUse: false },
          revisions: [
            {
              ...{ commit: '4f8a0c3b'.repeat(5), refs: ['main'], sizeBytes: 4005, modifiedAtMs: 0 },
              files: [
                { path: 'config.json', sizeBytes: 5 },
                { path: 'onnx/model.onnx', sizeBytes: 4000 },
              ],
            },
          ],
        },
      ],
      warnings: [{ path: '/models/notes', reason: 'not-a-repository' }],
    };
    const { stdout } = await run('cache info --files', { 'cache.info': () => info });
    expect(stdout).toBe(`Folder                /models (settings)
Size                  4.0 kB (4,005 bytes)
Free on the disk      5.0 GB
Unfinished downloads  70.0 kB
Used by nothing       900 B

By task
asr  1 model  4.0 kB

Models
whisper-base  4.0 kB  never used  pinned, 70.0 kB unfinished, 900 B used by nothing

whisper-base 4f8a0c3, main
config.json      5 B
onnx/model.onnx  4.0 kB

Not in order
/models/notes  is no folder of a model
`);
    const empty = { ...info, models: [], warnings: [{ path: '/models', reason: 'vanished' }] };
    const { stderr } = await run('models list', { 'models.list': () => [], 'cache.info': () => empty });
    expect(stderr).toBe(
      'earshot: "/models", where the downloaded models are, is not there: connect its disk, or choose another ' +
        'folder with "earshot cache adopt".\n',
    );
  });

  it('writes nothing the same way in every row', async () => {
    const { stdout } = await run('cache info', {
      'cache.info': () => ({
        ...{ cacheDir: '/models', source: 'setting', freeBytes: 0, sizeBytes: 0, pendingDeletionBytes: 0 },
        ...{ partialBytes: 0, orphanBytes: 0, otherCaches: [], tasks: [], models: [], warnings: [] },
      }),
    });
    expect(stdout).toBe(`Folder                /models (settings)
Size                  0 B
Free on the disk      0 B
Unfinished downloads  0 B
Used by nothing       0 B
`);
  });
});
