import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestWorker } from '../rpc/testWorker.ts';
import { runTestCommand } from './tests/runTestCommand.ts';
import { createTranscribeJob } from './tests/testJobs.ts';
import { TEST_MEETING } from './tests/testMeeting.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'earshot-cli-'));
  await writeFile(join(cwd, 'good.wav'), '');
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

it('says what a demo model cannot do however its folder is named', async () => {
  const folder = join(cwd, 'starter');
  await mkdir(folder);
  await symlink(folder, join(cwd, 'link'), 'junction');
  await mkdir(join(cwd, 'other'));
  const model = { task: 'asr', title: 'Starter', sizeBytes: 1, capabilities: null, cached: null } as const;
  const worker = createTestWorker({
    'models.list': () => [
      { ...model, modelId: 'earshot-starter', source: 'bundled', folder, caution: 'A demo.' },
      { ...model, modelId: folder, source: 'folder', folder, caution: null },
    ],
    'jobs.start': () => createTranscribeJob({ status: 'completed', meetingId: 'm1' }),
    'library.get': () => TEST_MEETING,
    'exports.render': () => 'text',
  });
  const notes: Record<string, string | undefined> = {};
  for (const name of ['starter', 'link', 'other']) {
    const { stderr } = await runTestCommand(`transcribe good.wav --model ./${name}`, worker, { cwd });
    notes[name] = stderr.split('\n')[0];
  }
  expect(notes).toEqual({
    starter: `${folder}: A demo.`,
    link: `${join(cwd, 'link')}: A demo.`,
    other: 'good.wav: 1:00, 10x real time, en, earshot-starter on cpu',
  });
});
