import { describe, expect, it } from 'vitest';
import { AppError } from '../contract/index.ts';
import type { RpcHandlers } from '../rpc/server.ts';
import { runWithHandlers as run } from './tests/runTestCommand.ts';
import { createModelJob } from './tests/testJobs.ts';
import { TEST_MEETING } from './tests/testMeeting.ts';

describe('runCommandLine', () => {
  it('prints help and version without a worker', async () => {
    expect(await run('--version')).toMatchObject({ exitCode: 0, stdout: '1.2.3\n', configs: [] });
    expect((await run('jobs --help')).stdout).toMatch(/^Usage: earshot jobs <action>\n/);
  });

  it('lists and searches the library', async () => {
    const { transcript: _transcript, transcripts: _transcripts, media: _media, ...summary } = TEST_MEETING;
    const hit = {
      meetingId: 'm1',
      meetingTitle: 'talk',
      segmentId: 0,
      start: 61,
      end: 62,
      snippet: [
        { text: '… good ', match: false },
        { text: 'morning', match: true },
      ],
    };
    const handlers: Partial<RpcHandlers> = {
      'library.list': () => [{ ...summary, language: null }],
      'library.search': () => [hit],
    };
    expect((await run('library list', handlers)).stdout).toMatch(
      /^m1 {2}2025-03-1[345] \d\d:\d\d {2}1:00 {2}- {2}complete {2}talk\n$/,
    );
    expect((await run('library search morning', handlers)).stdout).toBe('m1  1:01  talk: … good morning\n');
    expect(JSON.parse((await run('library search morning --json', handlers)).stdout)).toEqual({
      type: 'hit',
      ...hit,
    });
  });

  it('lets no name break a line or reach the terminal as a command to it', async () => {
    const { transcript: _transcript, transcripts: _transcripts, media: _media, ...summary } = TEST_MEETING;
    const hostile = 'a\u001b]0;x\u0007\nb';
    const handlers: Partial<RpcHandlers> = {
      'library.list': () => [{ ...summary, title: hostile }],
      'library.get': () => ({
        ...TEST_MEETING,
        title: hostile,
        media: { ...TEST_MEETING.media, path: hostile },
      }),
      'exports.render': () => '',
      'library.search': () => [
        {
          ...{ meetingId: 'm1', meetingTitle: hostile, segmentId: 0, start: 61, end: 62 },
          snippet: [{ text: 'good\u001b[2J', match: true }],
        },
      ],
      'library.remove': () => {
        throw new AppError('permission-denied', 'No.', { details: { path: hostile } });
      },
      'jobs.list': () => [createModelJob({ kind: 'import-models', file: hostile }, {})],
    };
    const lines: number[] = [];
    for (const command of [
      'library list',
      'library search good',
      'library show m1',
      'library remove m1',
      'jobs list',
    ]) {
      const { stdout, stderr } = await run(command, handlers);
      expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
      lines.push(stdout.split('\n').length - 1);
    }
    expect(lines).toEqual([1, 1, 4, 0, 1]);
  });

  it('says what is not there', async () => {
    const missing: Partial<RpcHandlers> = {
      'library.get': ({ meetingId }) => {
        throw new AppError('not-found', 'No.', { details: { kind: 'meeting', id: meetingId } });
      },
    };
    expect(await run('library show m7', missing)).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('There is no meeting m7.') as unknown,
    });
    expect(JSON.parse((await run('library show m7 --json', missing)).stdout)).toMatchObject({
      type: 'error',
      code: 'not-found',
      details: { kind: 'meeting', id: 'm7' },
      title: 'Not found',
    });
  });

  it('gives the words of a mistake in Earshot itself', async () => {
    const broken: Partial<RpcHandlers> = {
      'jobs.list': () => {
        throw new RangeError('out of range');
      },
    };
    expect(await run('jobs list', broken)).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: [
        'earshot: Something went wrong inside Earshot',
        '  This is a mistake in Earshot, not something you did. Everything transcribed so far is kept.',
        '  Try again. If it happens again, report it with the log file.',
        '  Details: out of range',
        '',
      ].join('\n'),
    });
  });

  it('fails where a check of the doctor does', async () => {
    const diagnostics = {
      appVersion: '1.2.3',
      nodeVersion: '24.0.0',
      platform: 'linux',
      cpu: 'A chip',
      cores: 2,
      totalMemoryBytes: 8e9,
      dataDir: '/data',
      executionProviders: ['cpu'],
      models: [],
      loadedModels: [],
      residentBytes: 1e8,
      checks: [{ name: 'data folder', ok: false, detail: 'only 5 bytes are free' }],
    };
    const { exitCode, stdout } = await run('doctor', { 'diagnostics.get': () => diagnostics });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('FAILED  data folder  only 5 bytes are free\n');
  });
});
