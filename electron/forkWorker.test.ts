import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { forkWorker } from './forkWorker.ts';

it('takes a worker that V8 ends for one that ends, and logs no report of it', () => {
  const logged: unknown[] = [];
  const log = (...line: unknown[]): void => void logged.push(line);
  class Worker extends EventEmitter {
    readonly pid = 1;
    readonly stdout = null;
    readonly stderr = null;
    kill = () => true;
    postMessage = () => undefined;
  }
  const forked = new Worker();
  forkWorker({
    utilityProcess: { fork: () => forked },
    entry: 'worker.js',
    config: { appVersion: '1', dataDir: '/data', assetsDir: '/assets', offline: false, logLevel: 'info' },
    logger: { debug: log, info: log, warn: log, error: log },
  });
  expect(() => forked.emit('error', 'FatalError', 'v8::OutOfMemory', '{"HF_TOKEN":"hf_one"}')).not.toThrow();
  expect(logged.at(-1)).toEqual(['worker ended by V8', { type: 'FatalError', location: 'v8::OutOfMemory' }]);
});
