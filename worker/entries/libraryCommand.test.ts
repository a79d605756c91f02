import { expect, it } from 'vitest';
import type { MeetingSummary } from '../contract/index.ts';
import { createTestWorker } from '../rpc/testWorker.ts';
import { runTestCommand } from './tests/runTestCommand.ts';

it('lists a library that is larger than what the worker gives at a time', async () => {
  const meetings = Array.from({ length: 20_001 }, (_, index): MeetingSummary => ({
    meetingId: `m${index}`,
    title: 'Planning',
    createdAtMs: 0,
    durationSeconds: 60,
    language: 'en',
    status: 'complete',
    speakerCount: 0,
  }));
  const worker = createTestWorker({
    'library.list': ({ limit, offset }) => meetings.slice(offset, offset + limit),
  });
  const { exitCode, stdout } = await runTestCommand('library list --json', worker);
  const ids = stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as MeetingSummary).meetingId);
  expect({ exitCode, ids }).toEqual({ exitCode: 0, ids: meetings.map(({ meetingId }) => meetingId) });
});
