import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, serializeError, settingsSchema } from '../contract/index.ts';
import type { RpcHandlers } from '../rpc/server.ts';
import { createTestWorker } from '../rpc/testWorker.ts';
import { runTestCommand } from './tests/runTestCommand.ts';
import { createTranscribeJob } from './tests/testJobs.ts';
import { TEST_MEETING } from './tests/testMeeting.ts';

describe('earshot transcribe', () => {
  let cwd: string;
  let stop: AbortController;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'earshot-cli-'));
    stop = new AbortController();
    for (const name of ['good.wav', 'bad.wav', 'busy.wav', 'endless.wav'])
      await writeFile(join(cwd, name), '');
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  /** A worker that finishes good.wav after one step, and fails or hangs on the others. */
  function createWorker(given: Partial<RpcHandlers> = {}) {
    const worker = createTestWorker({
      'settings.get': () => settingsSchema.parse({}),
      'models.list': () => [
        {
          modelId: 'earshot-starter',
          task: 'asr',
          title: 'Starter',
          source: 'bundled',
          folder: '/models',
          sizeBytes: 1,
          capabilities: null,
          caution: 'A demo.',
          cached: null,
        },
      ],
      'jobs.start': (request) => {
        const path = request.kind === 'transcribe' ? request.path : '';
        const name = basename(path, '.wav');
        if (name === 'busy') throw new AppError('database-busy', 'Busy.');
        if (name === 'endless') {
          setImmediate(() => stop.abort());
          return createTranscribeJob({ jobId: 'j9', status: 'running' });
        }
        const last =
          name === 'good'
            ? createTranscribeJob({ status: 'completed', meetingId: 'm1' })
            : createTranscribeJob({
                status: 'failed',
                error: serializeError(
                  new AppError('media-unreadable', 'No.', { details: { path, reason: 'empty' } }),
                ),
              });
        setImmediate(() => worker.emit('job.changed', last));
        const progress = {
          fraction: 0.5,
          stage: 'recognize',
          processedSeconds: 30,
          totalSeconds: 60,
          receivedBytes: null,
          totalBytes: null,
          bytesPerSecond: null,
        } as const;
        return createTranscribeJob({
          status: 'running',
          progress: { ...progress, speed: 8, remainingSeconds: 4 },
        });
      },
      'library.get': () => TEST_MEETING,
      'exports.render': ({ format, options }) => `${format} times=${options.timestamps}\n`,
      ...given,
    });
    return worker;
  }

  const run = (commandLine: string, handlers: Partial<RpcHandlers> = {}) =>
    runTestCommand(commandLine, createWorker(handlers), { cwd, signal: stop.signal });

  it('prints the transcript with times, and what is not the result on stderr', async () => {
    expect(await run('transcribe good.wav --offline')).toEqual({
      exitCode: 0,
      stdout: 'txt times=true\n',
      stderr: [
        'earshot-starter: A demo.\n',
        '  "earshot models available" lists models for real recordings; --model takes one of them.\n',
        'good.wav: 1:00, 10x real time, en, earshot-starter on cpu\n',
      ].join(''),
      configs: [
        {
          appVersion: '1.2.3',
          dataDir: '/data',
          assetsDir: '/assets',
          offline: true,
          logLevel: 'info',
          unfinishedJobs: 'hold',
        },
      ],
      closed: 1,
    });
  });

  it('prints one object per line with --json, the result last', async () => {
    const { stdout, stderr } = await run('transcribe good.wav --json --quiet --words');
    expect(stderr).toBe('');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { type: 'caution', model: 'earshot-starter', text: 'A demo.' },
      {
        type: 'progress',
        file: 'good.wav',
        fraction: 0.5,
        stage: 'recognize',
        processedSeconds: 30,
        totalSeconds: 60,
        speed: 8,
        receivedBytes: null,
        totalBytes: null,
        bytesPerSecond: null,
        remainingSeconds: 4,
      },
      {
        type: 'result',
        file: 'good.wav',
        meetingId: 'm1',
        model: 'earshot-starter',
        device: 'cpu',
        language: 'en',
        durationSeconds: 60,
        realTimeFactor: 0.1,
        text: 'Good morning.',
        segments: [
          {
            start: 0.5,
            end: 1.5,
            text: 'Good morning.',
            words: [
              { start: 0.5, end: 1, text: ' Good', probability: 0.9 },
              { start: 1, end: 1.5, text: ' morning.', probability: 0.9 },
            ],
          },
        ],
      },
    ]);
  });

  it('writes only subtitles to stdout with --output -', async () => {
    expect(await run('transcribe good.wav --format srt --output - --quiet')).toMatchObject({
      exitCode: 0,
      stdout: 'srt times=false\n',
      stderr: '',
    });
  });

  it('gives out the transcript that was asked for, not the one that the meeting shows', async () => {
    const asked: unknown[] = [];
    const result = { transcriptId: 't2', isFromLibrary: true };
    const transcript = TEST_MEETING.transcript && { ...TEST_MEETING.transcript, transcriptId: 't2' };
    const { stderr } = await run('transcribe good.wav --format srt --output -', {
      'jobs.start': () => createTranscribeJob({ status: 'completed', meetingId: 'm1', result }),
      'library.get': (request) => {
        asked.push(request);
        return { ...TEST_MEETING, transcript };
      },
      'exports.render': ({ meetingId, transcriptId }) => {
        asked.push({ meetingId, transcriptId });
        return '';
      },
    });
    const version = { meetingId: 'm1', transcriptId: 't2' };
    expect(asked).toEqual([version, version]);
    expect(stderr).toContain('good.wav: 1:00, from the library, en, earshot-starter on cpu\n');
  });

  it.each(['good.wav', 'good.wav/below'])(
    'says before it begins that --output %s cannot be a folder',
    async (output) => {
      const started: string[] = [];
      const { exitCode, stdout, stderr } = await run(
        `transcribe good.wav --format srt --output ${output} --json`,
        {
          'jobs.start': ({ kind }) => {
            started.push(kind);
            return createTranscribeJob({ status: 'completed', meetingId: 'm1' });
          },
        },
      );
      expect({ exitCode, stdout, started }).toEqual({ exitCode: 2, stdout: '', started: [] });
      expect(stderr).toBe(
        `earshot: --output "${output}" is a file, or lies below one. Name a folder. See "earshot transcribe --help".\n`,
      );
    },
  );

  it('says where an export cannot have its folder', async () => {
    const { exitCode, stderr } = await run('library export m1 --format srt --output good.wav/below/');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `“${join(cwd, 'good.wav', 'below')}” is not a folder, and none can be made there.`,
    );
  });

  it('goes on after a file that fails, and says so in sentences and in the exit code', async () => {
    expect(await run('transcribe bad.wav good.wav --quiet')).toMatchObject({
      exitCode: 4,
      stdout: 'good.wav\ntxt times=true\n\n',
      stderr: [
        'earshot: bad.wav: The recording cannot be read',
        `  “${join(cwd, 'bad.wav')}” is empty. The file was not changed.`,
        '  Try to play it in a media player. If it plays, convert it to WAV or MP3 and try again.',
        '',
      ].join('\n'),
    });
    expect(await run('transcribe bad.wav --quiet')).toMatchObject({ exitCode: 1, stdout: '' });
  });

  it('does not try the other files where none of them can work', async () => {
    const { exitCode, stderr } = await run('transcribe busy.wav bad.wav good.wav --quiet');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('earshot: busy.wav: Earshot is already at work');
    expect(stderr).not.toContain('bad.wav');
  });

  it('ends with 3 when it is stopped, without canceling the job', async () => {
    expect(await run('transcribe endless.wav good.wav')).toMatchObject({
      exitCode: 3,
      stdout: '',
      stderr: expect.stringContaining('Stopped. What was transcribed is kept') as unknown,
      closed: 1,
    });
  });

  it.each([
    [
      'transcribe nothing-*.wav',
      'earshot: There are no recordings in "nothing-*.wav". See "earshot transcribe --help".\n',
    ],
    [
      'transcribe good.wav bad.wav -o -',
      'earshot: --output - takes one recording. See "earshot transcribe --help".\n',
    ],
    ['nonsense', 'earshot: There is no command "nonsense". See "earshot --help".\n'],
    [
      'transcribe good.wav --hotwords gone.txt',
      'earshot: The file of --hotwords "gone.txt" cannot be read (ENOENT). See "earshot transcribe --help".\n',
    ],
  ])('answers "%s" with one line and 2', async (commandLine, stderr) => {
    expect(await run(commandLine)).toMatchObject({ exitCode: 2, stdout: '', stderr });
  });

  it('says how a model that was set aside is allowed again, and tries no other file with it', async () => {
    const { exitCode, stderr } = await run('transcribe good.wav bad.wav --quiet', {
      'jobs.start': () => {
        throw new AppError('model-crashed', 'No.', { details: { model: 'earshot-starter' } });
      },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^earshot: good\.wav: The model is set aside\n.*\n.*\n {2}"earshot models release earshot-starter" allows it again\.\n$/,
    );
  });

  it('hands hotwords, a model folder and the options on as typed', async () => {
    await writeFile(join(cwd, 'words.txt'), '\uFEFFBerlin\r\n\r\n  New Release \n');
    let params: unknown;
    await run('transcribe good.wav --hotwords words.txt --model ./m --beam 3 --force', {
      'jobs.start': (received) => {
        params = received;
        return createTranscribeJob({ status: 'completed', meetingId: 'm1' });
      },
    });
    expect(params).toEqual({
      kind: 'transcribe',
      path: join(cwd, 'good.wav'),
      options: { hotwords: ['Berlin', 'New Release'], model: join(cwd, 'm'), beamSize: 3 },
      force: true,
    });
  });
});
