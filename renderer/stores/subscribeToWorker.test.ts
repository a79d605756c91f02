import { describe, expect, it, vi } from 'vitest';
import { createTestPage } from '../testing/createTestPage.ts';
import { createJob, createMeeting, createMeetingSummary, createSegment } from '../testing/records.ts';

describe('subscribeToWorker', () => {
  it('reads everything again after a reconnect', async () => {
    let titles = ['Standup'];
    const { stores, cutConnection, passTime } = createTestPage({
      handlers: { 'library.list': () => titles.map((title) => createMeetingSummary({ title })) },
    });
    const shownTitles = () => stores.library.getState().meetings?.map(({ title }) => title);
    await vi.waitUntil(() => shownTitles() !== undefined);
    expect(shownTitles()).toEqual(['Standup']);
    titles = ['Retrospective'];
    cutConnection();
    await vi.waitUntil(() => stores.connection.getState().status === 'reconnecting');
    passTime();
    await vi.waitUntil(() => shownTitles()?.[0] !== 'Standup');
    expect(shownTitles()).toEqual(['Retrospective']);
  });

  it('reads the library once for a run of events', async () => {
    let reads = 0;
    const { stores, emit, passTime } = createTestPage({
      handlers: {
        'library.list': () => {
          reads++;
          return [];
        },
      },
    });
    await vi.waitUntil(() => stores.library.getState().meetings !== null);
    for (let count = 0; count < 5; count++) emit('meeting.changed', { meetingId: 'm1' });
    emit('job.removed', { jobId: 'last' });
    stores.jobs.getState().acceptJob(createJob({ jobId: 'last' }));
    await vi.waitUntil(() => stores.jobs.getState().jobs.length === 0);
    passTime();
    await vi.waitUntil(() => reads > 1);
    expect(reads).toBe(2);
  });

  it('shows segments of the open meeting as they are produced, in time order, each once', async () => {
    const { stores, emit } = createTestPage({
      handlers: { 'library.get': () => createMeeting([createSegment({ id: 0, start: 0 })]) },
    });
    await vi.waitUntil(() => stores.connection.getState().status === 'connected');
    await stores.transcript.getState().open('m1');
    emit('segments.added', {
      jobId: 'job1',
      meetingId: 'm1',
      transcriptId: 't1',
      segments: [createSegment({ id: 2, start: 9 }), createSegment({ id: 1, start: 4 })],
    });
    const others = { jobId: 'job2', segments: [createSegment({ id: 3 })] };
    emit('segments.added', { ...others, meetingId: 'other', transcriptId: 't2' });
    // Another version of the same meeting.
    emit('segments.added', { ...others, meetingId: 'm1', transcriptId: 't3' });
    emit('segments.added', {
      jobId: 'job1',
      meetingId: 'm1',
      transcriptId: 't1',
      segments: [createSegment({ id: 2, start: 9, text: 'Again.' })],
    });
    const segments = () => stores.transcript.getState().meeting?.transcript?.segments ?? [];
    await vi.waitUntil(() => segments().at(-1)?.text === 'Again.');
    expect(segments().map(({ id, text }) => `${id} ${text}`)).toEqual(['0 Hello.', '1 Hello.', '2 Again.']);
  });

  it('follows jobs and forgets those that are removed', async () => {
    const { stores, emit } = createTestPage();
    await vi.waitUntil(() => stores.connection.getState().status === 'connected');
    emit('job.changed', createJob({ jobId: 'a', status: 'queued' }));
    emit('job.changed', createJob({ jobId: 'b' }));
    emit('job.changed', createJob({ jobId: 'a', status: 'running' }));
    emit('job.removed', { jobId: 'b' });
    await vi.waitUntil(() => stores.jobs.getState().jobs[0]?.status === 'running');
    await vi.waitUntil(() => stores.jobs.getState().jobs.length === 1);
    expect(stores.jobs.getState().jobs).toEqual([createJob({ jobId: 'a', status: 'running' })]);
  });

  it('shows the order of the queue that another window gave it', async () => {
    const first = createJob({ jobId: 'first', status: 'queued' });
    const second = createJob({ jobId: 'second', status: 'queued' });
    let order = [first, second];
    const { stores, emit, passTime } = createTestPage({ handlers: { 'jobs.list': () => order } });
    const shown = () => stores.jobs.getState().jobs.map(({ jobId }) => jobId);
    await vi.waitUntil(() => shown().length === 2);
    order = [second, first];
    emit('job.changed', second);
    await vi.waitUntil(() => {
      passTime();
      return shown()[0] === 'second';
    });
    expect(shown()).toEqual(['second', 'first']);
  });
});
