import { basename } from 'node:path';
import type { JobSnapshot, RpcClient } from '../worker/contract/index.ts';
import type { ElectronApi } from './electronApi.ts';
import { strings } from './strings.ts';

export interface WorkIndicatorsOptions {
  readonly electron: Pick<ElectronApi, 'Notification' | 'powerSaveBlocker'>;
  /** 0 to 1, or null when nothing is at work. */
  readonly showProgress: (fraction: number | null) => void;
  /** True while the person looks at Earshot: nothing has to be announced then. */
  readonly isInView: () => boolean;
  /** Brings Earshot to the front, with the meeting open if there is one. */
  readonly openMeeting: (meetingId: string | null) => void;
}

/** Shows outside of the window what the worker does. */
export interface WorkIndicators {
  /** Listens to a worker that has just been started, and asks what it is at. */
  follow(client: RpcClient): void;
  /** Takes away what is shown; for when there is no worker. */
  readonly clear: () => void;
}

/** Our choice: not every system says when one has gone. */
const MAX_NOTIFICATIONS = 20;

/**
 * Progress in the task bar or dock, a notification when a recording is done while nobody looks, and no sleep of the
 * system while a job runs. Notifications name the file: never what was said in it.
 */
export function createWorkIndicators({
  electron: { Notification, powerSaveBlocker },
  showProgress,
  isInView,
  openMeeting,
}: WorkIndicatorsOptions): WorkIndicators {
  let running = new Map<string, JobSnapshot>();
  let blockerId: number | null = null;
  let shownPercent: number | null = null;
  /** Electron keeps none: one that is collected shows on, and a click on it does nothing. */
  const kept = new Set<object>();

  function accept(job: JobSnapshot): void {
    const wasRunning = running.has(job.jobId);
    if (job.status === 'running') running.set(job.jobId, job);
    else running.delete(job.jobId);
    if (wasRunning && (job.status === 'completed' || job.status === 'failed')) announce(job);
    show();
  }

  function show(): void {
    if (running.size > 0) {
      blockerId ??= powerSaveBlocker.start('prevent-app-suspension');
    } else if (blockerId !== null) {
      powerSaveBlocker.stop(blockerId);
      blockerId = null;
    }
    const percent = running.size === 0 ? null : Math.round(getMeanFraction([...running.values()]) * 100);
    if (percent === shownPercent) return;
    shownPercent = percent;
    showProgress(percent === null ? null : percent / 100);
  }

  function announce(job: JobSnapshot): void {
    const text = describe(job);
    if (text === null || isInView() || !Notification.isSupported()) return;
    const notification = new Notification(text);
    notification.on('click', () => {
      kept.delete(notification);
      openMeeting(job.meetingId);
    });
    notification.on('close', () => {
      kept.delete(notification);
    });
    kept.add(notification);
    const [oldest] = kept;
    if (kept.size > MAX_NOTIFICATIONS && oldest !== undefined) kept.delete(oldest);
    notification.show();
  }

  return {
    follow(client) {
      running = new Map();
      client.on('job.changed', accept);
      client.on('job.removed', ({ jobId }) => {
        running.delete(jobId);
        show();
      });
      client.request('jobs.list').then(
        (jobs) => {
          for (const job of jobs) accept(job);
          // Also where there is none: what the last worker was at is still shown.
          show();
        },
        // The worker has ended again; the next one is asked.
        () => undefined,
      );
    },
    clear() {
      running = new Map();
      show();
    },
  };
}

function getMeanFraction(jobs: readonly JobSnapshot[]): number {
  return jobs.reduce((sum, { progress }) => sum + (progress?.fraction ?? 0), 0) / jobs.length;
}

/** What is worth a notification; null for what is done in a moment or that the person waits for. */
function describe(job: JobSnapshot): { readonly title: string; readonly body: string } | null {
  const isDone = job.status === 'completed';
  switch (job.kind) {
    case 'transcribe':
      return {
        title: isDone ? strings.transcriptReady : strings.transcriptFailed,
        body: basename(job.params.path),
      };
    case 'download-model':
      return {
        title: isDone ? strings.modelReady : strings.modelFailed,
        body: job.params.modelId,
      };
    default:
      return null;
  }
}
