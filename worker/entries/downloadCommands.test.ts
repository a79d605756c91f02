import { describe, expect, it } from 'vitest';
import { AppError, type MediaInfo, type ModelOffer, serializeError } from '../contract/index.ts';
import type { RpcHandlers } from '../rpc/server.ts';
import { runWithHandlers as run } from './tests/runTestCommand.ts';
import { createModelJob } from './tests/testJobs.ts';

describe('a download for which there is no room', () => {
  it('says why it is paused, how to go on, and ends with 1', async () => {
    const error = new AppError('disk-full', 'Full.', {
      details: { path: '/data/models', neededBytes: 300_000_000, freeBytes: 1_000_000 },
    });
    const result = await run('models pull whisper-base --yes', {
      'jobs.start': (request) => createModelJob(request, { status: 'paused', error: serializeError(error) }),
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
