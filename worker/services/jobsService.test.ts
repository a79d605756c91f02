import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobParamsSchemas, jobResultSchemas, settingsSchema } from '../contract/index.ts';
import type { Database } from '../database/connection.ts';
import { openDatabase } from '../database/openDatabase.ts';
import { createJobStore } from '../jobs/jobStore.ts';
import { createTestRunners } from '../jobs/tests/createTestRunners.ts';
import { runUntilStopped } from '../jobs/tests/runUntilStopped.ts';
import { SILENT_LOGGER } from '../lib/logger.ts';
import { type JobsService, createJobsService } from './jobsService.ts';

const PATH = '/recordings/weekly.wav';

let dataDir: string;
const open: { readonly jobs: JobsService; readonly database: Database }[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'earshot-jobs-service-'));
});

afterEach(async () => {
  for (const { jobs, database } of open.splice(0)) {
    await jobs.close();
    database.close();
  }
  await rm(dataDir, { recursive: true });
});

/** A service over the library of `dataDir`, as each process has its own; its jobs run until they are stopped. */
function openService(unfinishedJobs: 'continue' | 'hold' = 'hold'): JobsService {
  const database = openDatabase({ path: join(dataDir, 'library.db') });
  const jobs = createJobsService({
    dataDir,
    store: createJobStore({
      database,
      paramsSchemas: jobParamsSchemas,
      resultSchemas: jobResultSchemas,
    }),
    runners: createTestRunners({
      transcribe: { lane: 'compute', run: runUntilStopped },
    }),
    settings: () => settingsSchema.parse({ defaultLanguage: 'de' }),
    endpoint: () => new URL('https://hub.example'),
    unfinishedJobs,
    logger: SILENT_LOGGER,
    onChanged: () => undefined,
    onRemoved: () => undefined,
  });
  open.push({ jobs, database });
  return jobs;
}

async function closeService(jobs: JobsService): Promise<void> {
  const [entry] = open.splice(
    open.findIndex((candidate) => candidate.jobs === jobs),
    1,
  );
  await jobs.close();
  entry?.database.close();
}

const request = { kind: 'transcribe', path: PATH, options: {}, force: false } as const;

describe('starting a transcription', () => {
  it('takes what was not chosen from the settings, then from the defaults', () => {
    const job = openService().start({ ...request, options: { beamSize: 5, task: undefined } });
    expect(job.params).toMatchObject({
      options: { beamSize: 5, language: 'de', task: 'transcribe', model: 'earshot-starter' },
    });
  });

  it('refuses a path that depends on the folder of the process', () => {
    const jobs = openService();
    expect(() => jobs.start({ ...request, path: 'weekly.wav' })).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  });

  it('takes up the paused or canceled job for the same file and options instead of starting another', async () => {
    const jobs = openService();
    const { jobId } = jobs.start(request);
    await jobs.pause(jobId);
    expect(jobs.start(request)).toMatchObject({ jobId, attempt: 1 });
    await jobs.cancel(jobId);
    expect(jobs.start(request)).toMatchObject({ jobId, attempt: 2 });
    expect(jobs.start({ ...request, options: { beamSize: 2 } }).jobId).not.toBe(jobId);
  });
});

describe('a job that is over', () => {
  it('can be forgotten, one that still runs cannot', async () => {
    const jobs = openService();
    const { jobId } = jobs.start(request);
    expect(() => {
      jobs.remove(jobId);
    }).toThrow(expect.objectContaining({ code: 'invalid-request' }));
    await jobs.cancel(jobId);
    jobs.remove(jobId);
    expect(jobs.list()).toEqual([]);
  });
});

describe('jobs that an earlier run left', () => {
  async function leaveJob(): Promise<string> {
    const earlier = openService();
    const { jobId } = earlier.start(request);
    await closeService(earlier);
    return jobId;
  }

  it('go on by themselves in the app', async () => {
    const jobId = await leaveJob();
    expect(openService('continue').list()).toMatchObject([{ jobId, status: 'running' }]);
  });

  it('wait on the command line until they are asked for', async () => {
    const jobId = await leaveJob();
    const jobs = openService('hold');
    const other = jobs.start({ ...request, path: '/recordings/other.wav' });
    expect(jobs.list()).toMatchObject([
      { jobId, status: 'queued' },
      { jobId: other.jobId, status: 'running' },
    ]);
    await jobs.cancel(other.jobId);
    expect(jobs.start(request)).toMatchObject({ jobId, status: 'running' });
  });
});

describe('beside another process that runs the jobs', () => {
  it('lists them and refuses to run or change any', async () => {
    const owner = openService();
    const { jobId } = owner.start(request);
    const visitor = openService();
    expect(visitor.list()).toMatchObject([{ jobId, status: 'running' }]);
    expect(() => visitor.start(request)).toThrow(expect.objectContaining({ code: 'database-busy' }));
    await expect(visitor.cancel(jobId)).rejects.toMatchObject({ code: 'database-busy' });
  });

  it('removes meetings that no job works on', async () => {
    openService().start(request);
    await expect(openService().removeOfMeeting('m999')).resolves.toBeUndefined();
  });
});
