import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import {
  createRpcClient,
  DEFAULT_TRANSCRIBE_OPTIONS,
  type JobProgress,
  type JobSnapshot,
  PROTOCOL_VERSION,
  type WireMessage,
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
    click: () => void = () => undefined;
    constructor(text: { title: string; body: string }) {
      this.#text = text;
    }
    on(event: 'click' | 'close', listener: () => void): void {
      if (event === 'click') this.click = listener;
    }
    show(): void {
      // As Electron, which does not keep what it shows either.
      const shownNotification = new WeakRef(this);
      notifications.push({ ...this.#text, click: () => shownNotification.deref()?.click() });
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
  const asked: WireMessage[] = [];
  let followed = 0;
  const follow = () => {
    followed += 1;
    indicators.follow(
      createRpcClient({
        send: (message) => asked.push(message as WireMessage),
        onMessage: (listener) => (receive = listener),
        onClose: () => undefined,
        close: () => undefined,
      }),
    );
    receive({ type: 'ready', protocolVersion: PROTOCOL_VERSION });
  };
  follow();
  const change = (job: JobSnapshot) => {
    receive({ type: 'event', name: 'job.changed', payload: job });
  };
  /** Answers what the worker that is followed now was asked first: for its jobs. */
  const answerJobs = async (result: readonly JobSnapshot[]) => {
    const question = await vi.waitUntil(() => asked[followed - 1]);
    if (question.type !== 'request') throw new Error('Nothing was asked.');
    receive({ type: 'response', id: question.id, ok: true, result });
  };
  return { indicators, state, blockers, notifications, shown, opened, follow, change, answerJobs };
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

  it('opens the meeting also when its notification is clicked after memory was tidied up', async () => {
    const { change, notifications, opened } = create();
    change(transcription({}));
    change(transcription({ status: 'completed' }));
    await collectGarbage();
    notifications[0]?.click();
    expect(opened).toEqual(['m1']);
  });

  it('goes away with the worker', () => {
    const { change, indicators, blockers, shown } = create();
    change(transcription({}));
    indicators.clear();
    expect([blockers.size, shown.at(-1)]).toEqual([0, null]);
  });

  it('goes away when the next worker has no job', async () => {
    const { change, follow, answerJobs, blockers, shown } = create();
    change(transcription({}));
    follow();
    await answerJobs([]);
    await vi.waitUntil(() => blockers.size === 0);
    expect(shown).toEqual([0.5, null]);
  });
});

/** What only weak references lead to is gone afterwards; they hold until the code that runs has ended. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await setImmediate();
  collect();
  await setImmediate();
}
