import { describe, expect, it } from 'vitest';
import {
  createRpcClient,
  DEFAULT_TRANSCRIBE_OPTIONS,
  type JobProgress,
  type JobSnapshot,
  PROTOCOL_VERSION,
} from '../worker/contract/index.ts';
import { createWorkIndicators } from './workIndicators.ts';

const PROGRESS: JobProgress = {
  fraction: 0.5,
  stage: 'recognize',
  processedSeconds: null,
  totalSeconds: null,
  speed: null,
  receivedBytes: null,
  totalBytes: null,
  bytesPerSecond: null,
  remainingSeconds: null,
};

function transcription(
  given: Partial<JobSnapshot<'transcribe'>> & { readonly fraction?: number },
): JobSnapshot {
  const { fraction = 0.5, ...rest } = given;
  return {
    jobId: 'j1',
    kind: 'transcribe',
    lane: 'compute',
    status: 'running',
    params: { path: '/home/me/Board meeting.m4a', options: DEFAULT_TRANSCRIBE_OPTIONS, force: false },
    progress: { ...PROGRESS, fraction },
    error: null,
    result: null,
    meetingId: 'm1',
    attempt: 1,
    createdAtMs: 0,
    startedAtMs: 0,
    finishedAtMs: null,
    ...rest,
  };
}

/** Indicators, and a worker whose jobs are said to change. */
function create() {
  const blockers = new Set<number>();
  const notifications: { title: string; body: string; click(): void }[] = [];
  const shown: (number | null)[] = [];
  const opened: (string | null)[] = [];
  const state = { isInView: false };
  class Notification {
    static isSupported = () => true;
    readonly #text: { title: string; body: string };
    #click: () => void = () => undefined;
    constructor(text: { title: string; body: string }) {
      this.#text = text;
    }
    on(_event: 'click', listener: () => void): void {
      this.#click = listener;
    }
    show(): void {
      notifications.push({ ...this.#text, click: () => this.#click() });
    }
  }
  const indicators = createWorkIndicators({
    electron: {
      Notification,
      powerSaveBlocker: {
        start: () => {
          blockers.add(7);
          return 7;
        },
        stop: (blockerId) => blockers.delete(blockerId),
      },
    },
    showProgress: (fraction) => shown.push(fraction),
    isInView: () => state.isInView,
    openMeeting: (meetingId) => opened.push(meetingId),
  });
  let receive: (message: unknown) => void = () => undefined;
  indicators.follow(
    createRpcClient({
      send: () => undefined,
      onMessage: (listener) => (receive = listener),
      onClose: () => undefined,
      close: () => undefined,
    }),
  );
  receive({ type: 'ready', protocolVersion: PROTOCOL_VERSION });
  const change = (job: JobSnapshot) => {
    receive({ type: 'event', name: 'job.changed', payload: job });
  };
  return { indicators, state, blockers, notifications, shown, opened, change };
}

describe('what is shown outside of the window', () => {
  it('is the mean progress of what runs, and nothing when nothing does', () => {
    const { change, shown, blockers } = create();
    change(transcription({ fraction: 0.2 }));
    change(transcription({ fraction: 0.201 }));
    change(transcription({ jobId: 'j2', fraction: 0.6 }));
    expect(blockers.size).toBe(1);
    change(transcription({ jobId: 'j2', status: 'paused' }));
    change(transcription({ status: 'canceled' }));
    expect(shown).toEqual([0.2, 0.4, 0.2, null]);
    expect(blockers.size).toBe(0);
  });

  it('is a notification with the name of the file when nobody looks', () => {
    const { change, notifications, opened, state } = create();
    change(transcription({}));
    change(transcription({ status: 'completed' }));
    change(transcription({ status: 'completed' }));
    state.isInView = true;
    change(transcription({ jobId: 'j2' }));
    change(transcription({ jobId: 'j2', status: 'failed' }));
    state.isInView = false;
    change(transcription({ jobId: 'j3' }));
    change(transcription({ jobId: 'j3', status: 'failed', meetingId: null }));
    expect(notifications.map(({ title, body }) => ({ title, body }))).toEqual([
      { title: 'The transcript is ready', body: 'Board meeting.m4a' },
      { title: 'A recording was not transcribed', body: 'Board meeting.m4a' },
    ]);
    for (const { click } of notifications) click();
    expect(opened).toEqual(['m1', null]);
  });

  it('goes away with the worker', () => {
    const { change, indicators, blockers, shown } = create();
    change(transcription({}));
    indicators.clear();
    expect([blockers.size, shown.at(-1)]).toEqual([0, null]);
  });
});
