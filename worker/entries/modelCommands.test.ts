import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import {
  AppError,
  type CacheInfo,
  type FreedReport,
  type JobKind,
  type JobResultByKind,
  type JobSnapshot,
  type MediaInfo,
  type ModelOffer,
  type ModelVerification,
  type RpcParams,
  serializeError,
  settingsSchema,
} from '../contract/index.ts';
import type { RpcHandlers } from '../rpc/server.ts';
import { createTestWorker } from '../rpc/testWorker.ts';
import { runCommandLine } from './runCommandLine.ts';

const JOB = {
  jobId: 'j1',
  lane: 'download',
  status: 'completed',
  progress: null,
  error: null,
  meetingId: null,
  attempt: 1,
  createdAtMs: 0,
  startedAtMs: null,
  finishedAtMs: null,
} as const;

type Started = RpcParams<'jobs.start'>;

/** A worker whose jobs are done at once, with the results given. */
function completing(
  results: Partial<JobResultByKind>,
  onStart: (job: Started) => void = () => undefined,
): Partial<RpcHandlers> {
  return {
    'jobs.start': (started) => {
      onStart(started);
      const { kind, ...params } = started;
      return { ...JOB, kind, params, result: results[kind as JobKind] ?? null } as JobSnapshot;
    },
  };
}

interface RunOptions {
  /** What the person types; null where there is no terminal. */
  readonly answer?: string;
}

async function run(commandLine: string, handlers: Partial<RpcHandlers>, { answer }: RunOptions = {}) {
  const output = { stdout: '', stderr: '' };
  const stdin = Object.assign(new PassThrough(), { isTTY: answer !== undefined });
  if (answer !== undefined) stdin.write(`${answer}\n`);
  const exitCode = await runCommandLine({
    argv: commandLine.split(' '),
    env: { EARSHOT_DATA_DIR: '/data' },
    cwd: '/here',
    stdin,
    stdout: { write: (text) => (output.stdout += text) },
    stderr: { isTTY: answer !== undefined, write: (text) => (output.stderr += text) },
    signal: new AbortController().signal,
    appRoot: { assetsDir: '/assets', pageDir: '/page', version: '1.2.3' },
    connect: () =>
      Promise.resolve({
        client: createTestWorker(handlers).client,
        close: () => Promise.resolve(),
      }),
    supervise: () => Promise.reject(new Error('This is not for commands about models.')),
  });
  return { exitCode, ...output };
}

describe('deleting', () => {
  const REPORT: FreedReport = {
    freedBytes: 145_330_112,
    items: [{ kind: 'model', name: 'whisper-base', sizeBytes: 145_330_112 }],
    isDryRun: true,
    isComplete: true,
    left: [],
  };
  function removing(done: Partial<FreedReport> = {}) {
    const asked: boolean[] = [];
    const handlers: Partial<RpcHandlers> = {
      'models.remove': ({ dryRun }) => {
        asked.push(dryRun);
        return dryRun ? REPORT : { ...REPORT, isDryRun, ...done };
      },
    };
    const isDryRun = false;
    return { asked, handlers };
  }

  it('names every byte, asks, and deletes when the person agrees', async () => {
    const { asked, handlers } = removing();
    const result = await run('models remove whisper-base', handlers, { answer: 'y' });
    expect(result).toEqual({
      exitCode: 0,
      stdout: 'Freed 145 MB (145,330,112 bytes).\n',
      stderr: [
        'model  whisper-base  145 MB',
        'This frees 145 MB (145,330,112 bytes) and cannot be undone.',
        'Delete it? [y/N] ',
      ].join('\n'),
    });
    expect(asked).toEqual([true, false]);
  });

  it('deletes nothing when the person does not agree, or nobody can be asked', async () => {
    const { asked, handlers } = removing();
    expect(await run('models remove whisper-base', handlers, { answer: 'n' })).toMatchObject({
      exitCode: 3,
      stdout: '',
    });
    expect(await run('models remove whisper-base', handlers)).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await run('models remove whisper-base --dry-run', handlers)).toMatchObject({ exitCode: 0 });
    expect(asked).toEqual([true, true, true]);
  });

  it('names what could not be removed, and ends with 4', async () => {
    const { handlers } = removing({ isComplete: false, left: [{ path: '/m/blob', code: 'EBUSY' }] });
    const { exitCode, stderr } = await run('models remove whisper-base --yes --quiet', handlers);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('earshot: "/m/blob" could not be removed (EBUSY).\n');
  });

  it('says so when there is nothing to delete', async () => {
    const empty = { ...REPORT, freedBytes: 0, items: [] };
    const result = await run('models prune', { 'cache.prune': () => empty });
    expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    expect(result.stderr).toMatch(/^There is nothing to delete\./);
  });
});

describe('verifying', () => {
  const BROKEN: ModelVerification = {
    modelId: 'whisper-base',
    commit: 'c',
    files: [
      { path: 'config.json', condition: 'intact', sizeBytes: 5 },
      { path: 'onnx/model.onnx', condition: 'mismatch', sizeBytes: 9 },
      { path: 'README.md', condition: 'absent', sizeBytes: 1 },
    ],
    isIntact: false,
    repairedFiles: 0,
  };

  it('names what is broken, what to do about it, and ends with 1', async () => {
    const result = await run('models verify', completing({ 'verify-models': { models: [BROKEN] } }));
    expect(result).toEqual({
      exitCode: 1,
      stdout: 'whisper-base: DAMAGED (1 file checked)\n  onnx/model.onnx: mismatch\n',
      stderr: '"earshot models repair whisper-base" fetches what is damaged again.\n',
    });
  });

  it('knows what came with Earshot from what can be fetched again', async () => {
    const bundled = { ...BROKEN, modelId: 'silero-vad', commit: '' };
    const { stderr } = await run('models verify', completing({ 'verify-models': { models: [bundled] } }));
    expect(stderr).toBe('silero-vad came with Earshot: install Earshot again to mend it.\n');
  });

  it('repairs with the same job', async () => {
    const started: Started[] = [];
    const repaired = { ...BROKEN, files: BROKEN.files.slice(0, 1), isIntact: true, repairedFiles: 1 };
    const handlers = completing({ 'verify-models': { models: [repaired] } }, (job) => started.push(job));
    expect(await run('models repair whisper-base', handlers)).toMatchObject({
      exitCode: 0,
      stdout: 'whisper-base: intact (1 file checked, 1 file repaired)\n',
    });
    expect(started).toEqual([{ kind: 'verify-models', modelId: 'whisper-base', repair: true }]);
  });
});

describe('importing', () => {
  it('says which newer versions stay in use', async () => {
    const kept = { modelId: 'whisper-base', commit: '4f8a0c3b', currentCommit: '0b1c2d3e' };
    const result = { modelIds: ['whisper-base'], addedBytes: 5_000_000, keptVersions: [kept] };
    const { stderr } = await run('models import models.earshot', completing({ 'import-models': result }));
    expect(stderr).toBe(
      'Imported whisper-base: 5.0 MB added.\n' +
        'The whisper-base of this file is an older version: it is kept beside the one here, which is still used. ' +
        '"earshot models versions whisper-base --use 4f8a0c3" changes that.\n',
    );
  });
});

describe('updating', () => {
  const UPDATES = ['a', 'b'].map((modelId) => ({
    modelId,
    currentCommit: '1'.repeat(40),
    newCommit: '2'.repeat(40),
    downloadBytes: 2_500_000,
  }));

  it('goes on with the others when one fails, and ends with 4', async () => {
    const handlers: Partial<RpcHandlers> = {
      'models.checkUpdates': () => UPDATES,
      'jobs.start': (started) => {
        if (started.kind !== 'download-model') throw new Error('Unexpected.');
        const { kind, ...params } = started;
        const error = new AppError('network-unreachable', 'No.', { details: { host: 'hub' } });
        return {
          ...{ ...JOB, kind, params },
          ...(params.modelId === 'a'
            ? { status: 'failed', error: serializeError(error), result: null }
            : {
                result: { modelId: 'b', commit: 'c', folder: '/b', downloadedBytes: 5, reusedBytes: 0 },
              }),
        } as JobSnapshot;
      },
    };
    const { exitCode, stderr } = await run('models update', handlers);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('a: 1111111 to 2222222, 2.5 MB to download.\n');
    expect(stderr).toContain('earshot: a: No connection\n');
    expect(stderr).toContain('b is ready: 5 B downloaded.\n');
  });

  it('only says what is new with --dry-run', async () => {
    const handlers: Partial<RpcHandlers> = { 'models.checkUpdates': () => UPDATES };
    const { stdout } = await run('models update --dry-run --json', handlers);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(UPDATES.map((update) => ({ type: 'update', ...update })));
  });
});

describe('a download for which there is no room', () => {
  it('says why it is paused, how to go on, and ends with 1', async () => {
    const error = new AppError('disk-full', 'Full.', {
      details: { path: '/data/models', neededBytes: 300_000_000, freeBytes: 1_000_000 },
    });
    const result = await run('models pull whisper-base --yes', {
      'jobs.start': ({ kind, ...params }) =>
        ({
          ...{ ...JOB, kind, params, result: null },
          ...{ status: 'paused', error: serializeError(error) },
        }) as JobSnapshot,
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(': it takes 300 MB, with what has to stay free, and 1 MB are free.');
    expect(result.stderr).toContain('Free some space on the disk and try again.');
  });
});

describe('a model that transcribing would download', () => {
  const OFFER: ModelOffer = {
    ...{ modelId: 'whisper-base', repository: 'org/base', revision: 'main', commit: 'c', isGated: false },
    ...{ licence: null, cacheFreeBytes: null },
    options: [{ dtype: 'q8', totalBytes: 77_000_000, missingBytes: 77_000_000, missingFiles: [] }],
    secondsEstimate: null,
  };
  const offering = (handlers: Partial<RpcHandlers>): Partial<RpcHandlers> => ({
    'models.list': () => [],
    'models.inspect': () => OFFER,
    ...handlers,
  });

  it('is announced with its size and the time it takes', async () => {
    const info: MediaInfo = {
      ...{ path: '/here/a.wav', container: 'wav', durationSeconds: 1, sizeBytes: 1 },
      ...{ hasVideo: false, audioStreams: [] },
    };
    const handlers = offering({ 'media.probe': () => info });
    const { exitCode, stderr } = await run('transcribe a.wav --model org/base', handlers);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'whisper-base (q8) is not on this computer: 77.0 MB to download from org/base, about 12 s at 50 Mbit/s.',
    );
  });

  it('is not downloaded when there is no recording to read', async () => {
    const probed: string[] = [];
    const missing = offering({
      'media.probe': ({ path }) => {
        probed.push(path);
        throw new AppError('media-missing', 'There is no such file.', { details: { path } });
      },
    });
    const { exitCode, stderr } = await run('transcribe a.wav b.wav --model org/base --yes', missing);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('“/here/a.wav” does not exist');
    expect(probed).toEqual(['/here/a.wav', '/here/b.wav']);
  });
});

describe('the cache', () => {
  it('takes folders as they are seen from here', async () => {
    const started: Started[] = [];
    const result = { outcome: 'moved', cacheDir: '/here/models', leftBehind: [] } as const;
    const handlers = completing({ 'move-cache': result }, (job) => started.push(job));
    expect(await run('cache move models', handlers)).toMatchObject({
      exitCode: 0,
      stderr: 'The models are in /here/models now.\n',
    });
    expect(started).toEqual([{ kind: 'move-cache', to: '/here/models' }]);
  });

  it('fails when a move was rolled back', async () => {
    const result = { outcome: 'rolled-back', cacheDir: '/old', leftBehind: [] } as const;
    const { exitCode, stderr } = await run('cache move /full', completing({ 'move-cache': result }));
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
    expect(result).toEqual({
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
});
