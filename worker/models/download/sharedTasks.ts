import { createAbortError } from '../../contract/index.ts';

export interface SharedTasks<Result, Progress> {
  /**
   * Starts a task, or joins the one that runs under the same key. Aborting the signal ends the wait at once while
   * others wait too; else it ends the task, and the wait with it. A task that failed is forgotten.
   */
  run(request: SharedTaskRequest<Result, Progress>): Promise<Result>;
}

export interface SharedTaskRequest<Result, Progress> {
  readonly key: string;
  readonly signal: AbortSignal;
  readonly start: (signal: AbortSignal, report: (progress: Progress) => void) => Promise<Result>;
  /** Called with the newest report at once when joining, and with each after that. */
  readonly onProgress?: (progress: Progress) => void;
}

interface SharedTask<Result, Progress> {
  readonly promise: Promise<Result>;
  readonly controller: AbortController;
  readonly listeners: Set<(progress: Progress) => void>;
  waiting: number;
  latest: { readonly progress: Progress } | null;
}

export function createSharedTasks<Result, Progress>(): SharedTasks<Result, Progress> {
  const tasks = new Map<string, SharedTask<Result, Progress>>();

  const startTask = ({ key, start }: SharedTaskRequest<Result, Progress>) => {
    const controller = new AbortController();
    const listeners = new Set<(progress: Progress) => void>();
    const report = (progress: Progress) => {
      task.latest = { progress };
      for (const listener of [...listeners]) listener(progress);
    };
    const promise = Promise.resolve()
      .then(() => start(controller.signal, report))
      .finally(() => {
        if (tasks.get(key) === task) tasks.delete(key);
      });
    const task: SharedTask<Result, Progress> = { promise, controller, listeners, waiting: 0, latest: null };
    // Whoever still waits sees the failure; when all have left there is nobody to tell.
    promise.catch(() => undefined);
    tasks.set(key, task);
    return task;
  };

  return {
    async run(request) {
      const { key, signal, onProgress } = request;
      if (signal.aborted) throw createAbortError();
      let task = tasks.get(key);
      // One that everybody left is on its way out: what it did is kept on disk, and the new one goes on from there.
      while (task?.controller.signal.aborted === true) {
        await task.promise.catch(() => undefined);
        if (signal.aborted) throw createAbortError();
        task = tasks.get(key);
      }
      task ??= startTask(request);
      return await join(task, signal, onProgress);
    },
  };
}

async function join<Result, Progress>(
  task: SharedTask<Result, Progress>,
  signal: AbortSignal,
  onProgress?: (progress: Progress) => void,
): Promise<Result> {
  task.waiting += 1;
  if (onProgress !== undefined) {
    task.listeners.add(onProgress);
    if (task.latest !== null) onProgress(task.latest.progress);
  }
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => {
      reject(createAbortError());
    };
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([task.promise, left]);
  } finally {
    if (leave !== undefined) signal.removeEventListener('abort', leave);
    if (onProgress !== undefined) task.listeners.delete(onProgress);
    task.waiting -= 1;
    if (task.waiting === 0) {
      task.controller.abort();
      // So that what is on disk is settled when the last one is told.
      await task.promise.catch(() => undefined);
    }
  }
}
