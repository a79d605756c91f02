import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createAbortFlag, createFlagSignal, raiseAbortFlag } from './abortFlag.ts';

describe('createFlagSignal', () => {
  it('is aborted as soon as the flag is raised and tells its listeners once', () => {
    const flag = createAbortFlag();
    const signal = createFlagSignal(flag);
    const calls: string[] = [];
    const removed = () => calls.push('removed');
    signal.addEventListener('abort', () => calls.push('kept'));
    signal.addEventListener('abort', removed);
    signal.removeEventListener('abort', removed);
    signal.notify();
    const before = signal.aborted;
    raiseAbortFlag(flag);
    const after = signal.aborted;
    signal.notify();
    signal.notify();
    expect({ before, after, calls }).toEqual({ before: false, after: true, calls: ['kept'] });
  });

  it('reaches a thread that never returns to its event loop', async () => {
    const flag = createAbortFlag();
    const source = `
      const { parentPort, workerData } = require('node:worker_threads');
      parentPort.postMessage('spinning');
      while (Atomics.load(workerData, 0) === 0);
      parentPort.postMessage('stopped');`;
    const worker = new Worker(source, { eval: true, workerData: flag });
    const heard: unknown[] = [];
    worker.on('message', (message) => {
      heard.push(message);
      if (message === 'spinning') raiseAbortFlag(flag);
    });
    await new Promise((resolve) => worker.once('exit', resolve));
    expect(heard).toEqual(['spinning', 'stopped']);
  });
});
