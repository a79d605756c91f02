import { describe, expect, it } from 'vitest';
import { AppError, type MediaInfo, type ModelOffer, serializeError } from '../contract/index.ts';
import type { RpcHandlers } from '../rpc/server.ts';
import { completeJobs } from './tests/completeJobs.ts';
import { runWithHandlers as run } from './tests/runTestCommand.ts';
import { createModelJob } from './tests/testJobs.ts';
import { BUNDLED_MODEL, DOWNLOADED_MODEL } from './tests/testModels.ts';

describe('a download for which there is no room', () => {
  it('says why it is paused, how to go on, and ends with 1', async () => {
    const error = new AppError('disk-full', 'Full.', {
      details: { path: '/data/models', neededBytes: 300_000_000, freeBytes: 1_000_000 },
    });
    const result = await run('models pull whisper-base --yes', {
      'models.list': () => [],
      'jobs.start': (request) => createModelJob(request, { status: 'paused', error: serializeError(error) }),
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(': it takes 300 MB, with what has to stay free, and 1 MB are free.');
    expect(result.stderr).toContain('Free some space on the disk and try again.');
  });
});

describe('a model that comes with Earshot', () => {
  const listed: Partial<RpcHandlers> = { 'models.list': () => [BUNDLED_MODEL] };
  const PULLED = {
    type: 'pulled',
    modelId: 'earshot-starter',
    commit: '',
    folder: '/assets/models/earshot-starter',
    downloadedBytes: 0,
    reusedBytes: 17_500_000,
  };

  it('is there already: nothing is started, and that is said', async () => {
    for (const command of ['models pull earshot-starter', 'models pull earshot-starter --dtype q8']) {
      expect(await run(command, listed)).toMatchObject({
        exitCode: 0,
        stdout: '',
        stderr: 'earshot-starter comes with Earshot and is already there.\n',
      });
    }
    const { exitCode, stdout } = await run('models pull earshot-starter --json', listed);
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, PULLED]);
  });

  it('is not to be had in another dtype', async () => {
    const { exitCode, stdout } = await run('models pull earshot-starter --dtype fp16 --json', listed);
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      1,
      { type: 'error', code: 'invalid-request', details: { reason: 'dtype', dtype: 'fp16' } },
    ]);
  });

  it('is pulled all the same where there is a download of that name', async () => {
    const started: string[] = [];
    const downloaded = { ...DOWNLOADED_MODEL, modelId: 'earshot-starter' };
    const result = { ...PULLED, commit: 'c', folder: '/data/models/earshot-starter' };
    const { stderr } = await run('models pull earshot-starter', {
      'models.list': () => [BUNDLED_MODEL, downloaded],
      ...completeJobs({ 'download-model': result }, ({ kind }) => started.push(kind)),
    });
    expect([started, stderr]).toEqual([
      ['download-model'],
      'earshot-starter is ready: everything was there already.\n',
    ]);
  });

  it('is left out of what is prepared', async () => {
    const asked: (readonly string[] | null)[] = [];
    const handlers: Partial<RpcHandlers> = {
      ...listed,
      'models.prepareOffline': ({ modelIds }) => {
        asked.push(modelIds);
        return [];
      },
    };
    expect(await run('models prepare earshot-starter', handlers)).toMatchObject({
      exitCode: 0,
      stderr:
        'earshot-starter comes with Earshot and is already there.\nThis computer is ready to work offline.\n',
    });
    await run('models prepare earshot-starter whisper-base', handlers);
    await run('models prepare', handlers);
    expect(asked).toEqual([['whisper-base'], null]);
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
