import { describe, expect, it } from 'vitest';
import { AppError, type ModelVerification, type RpcParams, serializeError } from '../contract/index.ts';
import type { RpcHandlers } from '../rpc/server.ts';
import { completeJobs } from './tests/completeJobs.ts';
import { runWithHandlers as run } from './tests/runTestCommand.ts';
import { createModelJob } from './tests/testJobs.ts';

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
    const result = await run('models verify', completeJobs({ 'verify-models': { models: [BROKEN] } }));
    expect(result).toMatchObject({
      exitCode: 1,
      stdout: 'whisper-base: DAMAGED (1 file checked)\n  onnx/model.onnx: mismatch\n',
      stderr: '"earshot models repair whisper-base" fetches what is damaged again.\n',
    });
  });

  it('knows what came with Earshot from what can be fetched again', async () => {
    const bundled = { ...BROKEN, modelId: 'silero-vad', commit: '' };
    const { stderr } = await run('models verify', completeJobs({ 'verify-models': { models: [bundled] } }));
    expect(stderr).toBe('silero-vad came with Earshot: install Earshot again to mend it.\n');
  });

  it('repairs with the same job', async () => {
    const started: RpcParams<'jobs.start'>[] = [];
    const repaired = { ...BROKEN, files: BROKEN.files.slice(0, 1), isIntact: true, repairedFiles: 1 };
    const handlers = completeJobs({ 'verify-models': { models: [repaired] } }, (job) => started.push(job));
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
    const { stderr } = await run('models import models.earshot', completeJobs({ 'import-models': result }));
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
      'jobs.start': (request) => {
        if (request.kind !== 'download-model') throw new Error('Unexpected.');
        const error = new AppError('network-unreachable', 'No.', { details: { host: 'hub' } });
        const downloaded = { modelId: 'b', commit: 'c', folder: '/b', downloadedBytes: 5, reusedBytes: 0 };
        return request.modelId === 'a'
          ? createModelJob(request, { status: 'failed', error: serializeError(error) })
          : createModelJob(request, { result: downloaded });
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
