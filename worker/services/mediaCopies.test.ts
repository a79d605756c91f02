import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type CopyPolicy,
  DEFAULT_TRANSCRIBE_OPTIONS,
  type JobSnapshot,
  type JobStatus,
} from '../contract/index.ts';
import { SILENT_LOGGER } from '../lib/logger.ts';
import { createMediaCopies, type MediaCopies } from './mediaCopies.ts';

let folder: string;
let copy: string;
let original: string;
let jobs: readonly JobSnapshot[];
let library: ReadonlySet<string>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-copies-'));
  copy = join(folder, 'uploads', '0123456789abcdef', 'standup.wav');
  original = join(folder, 'mine', 'standup.wav');
  for (const path of [copy, original]) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'sound');
  }
  jobs = [];
  library = new Set([copy, original]);
});
afterEach(() => rm(folder, { recursive: true }));

function open(policy: CopyPolicy): MediaCopies {
  return createMediaCopies({
    copiesDir: join(folder, 'uploads'),
    policy: () => policy,
    listJobs: () => jobs,
    isInLibrary: (path) => library.has(path),
    logger: SILENT_LOGGER,
  });
}

function createJob(path: string, status: JobStatus): JobSnapshot {
  const params = { path, options: DEFAULT_TRANSCRIBE_OPTIONS, force: false };
  return { jobId: `job of ${path}`, kind: 'transcribe', params, status } as JobSnapshot;
}

const listFiles = async () =>
  (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.wav')).sort();
const COPY = join('uploads', '0123456789abcdef', 'standup.wav');
const ORIGINAL = join('mine', 'standup.wav');

describe('createMediaCopies', () => {
  it('deletes a copy with the last meeting about it, and never a file of the person', async () => {
    const copies = open('with-meeting');
    copies.meetingRemoved({ path: copy });
    await copies.settled();
    expect(await listFiles()).toEqual([ORIGINAL, COPY]);
    library = new Set();
    copies.meetingRemoved({ path: copy });
    copies.meetingRemoved({ path: original });
    await copies.settled();
    expect(await listFiles()).toEqual([ORIGINAL]);
    expect(await readdir(join(folder, 'uploads'))).toEqual([]);
  });

  it('keeps the folder while it has another name of the same content', async () => {
    const copies = open('with-meeting');
    await writeFile(join(dirname(copy), 'weekly.wav'), 'sound');
    library = new Set();
    copies.meetingRemoved({ path: copy });
    await copies.settled();
    expect(await listFiles()).toEqual([ORIGINAL, join('uploads', '0123456789abcdef', 'weekly.wav')]);
  });

  it('keeps every copy when that is the policy', async () => {
    const copies = open('forever');
    library = new Set();
    copies.meetingRemoved({ path: copy });
    await copies.settled();
    expect(await listFiles()).toEqual([ORIGINAL, COPY]);
  });

  it('deletes a copy once it is transcribed when that is the policy', async () => {
    const copies = open('until-transcribed');
    for (const status of ['queued', 'running', 'completed'] as const) {
      jobs = [createJob(copy, status), createJob(original, status)];
      for (const job of jobs) copies.jobChanged(job);
      await copies.settled();
      expect(await listFiles()).toEqual(status === 'completed' ? [ORIGINAL] : [ORIGINAL, COPY]);
    }
  });

  it('deletes the copy of a file that came to nothing when its job is forgotten', async () => {
    library = new Set();
    jobs = [createJob(copy, 'failed')];
    const copies = open('with-meeting');
    copies.jobChanged(createJob(copy, 'failed'));
    await copies.settled();
    expect(await listFiles()).toEqual([ORIGINAL, COPY]);
    jobs = [];
    copies.jobRemoved(`job of ${copy}`);
    await copies.settled();
    expect(await listFiles()).toEqual([ORIGINAL]);
  });

  it('leaves a copy alone that another job needs', async () => {
    library = new Set();
    const copies = open('until-transcribed');
    jobs = [createJob(copy, 'paused')];
    copies.jobChanged(createJob(copy, 'completed'));
    await copies.settled();
    expect(await listFiles()).toEqual([ORIGINAL, COPY]);
  });

  it.each(['uploads/../mine/standup.wav', 'uploads/standup.wav', 'uploads/a/b/standup.wav'])(
    'takes no file at %s for a copy',
    async (name) => {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'sound');
      library = new Set();
      const copies = open('with-meeting');
      const before = await listFiles();
      copies.meetingRemoved({ path });
      await copies.settled();
      expect(await listFiles()).toEqual(before);
    },
  );
});
