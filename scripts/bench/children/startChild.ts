import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import '../../../worker/inference/noTelemetry.ts';
import { workerEnvironment } from '../../../worker/supervision/workerEnvironment.ts';
import type { ChildCalls, ChildMessage, Measured } from './childProtocol.ts';

export interface Child<Calls extends ChildCalls> {
  call<Method extends keyof Calls & string>(
    method: Method,
    params: Calls[Method]['params'],
  ): Promise<Measured<Calls[Method]['result']>>;
  readonly process: ChildProcess;
  /** Kills it: nothing that a measured process would still have to say is of use. */
  stop(): Promise<void>;
}

/** What `compileChildren` made of this folder. */
const COMPILED = new URL('../../../dist/scripts/bench/children/', import.meta.url);

/** Starts `children/<name>`, compiled, in a process of its own, which lives until `stop`. Calls reject when it dies. */
export function startChild<Calls extends ChildCalls>(name: string): Child<Calls> {
  const child = fork(new URL(`${name}.js`, COMPILED), [], {
    serialization: 'advanced',
    env: isPeer(name) ? process.env : workerEnvironment(),
  });
  const pending = new Map<number, (reply: ChildMessage | null) => void>();
  let lastId = 0;
  let hasExited = false;
  child.on('message', (message: ChildMessage) => {
    if (message.kind === 'reply' || message.kind === 'failure') pending.get(message.id)?.(message);
  });
  child.on('exit', () => {
    hasExited = true;
    for (const settle of pending.values()) settle(null);
  });
  return {
    process: child,
    async call(method, params) {
      const id = ++lastId;
      const reply = await new Promise<ChildMessage | null>((resolve) => {
        if (hasExited) return resolve(null);
        pending.set(id, resolve);
        child.send({ kind: 'call', id, method, params } satisfies ChildMessage);
      });
      pending.delete(id);
      if (reply?.kind === 'failure') throw new Error(`${name} ${method}: ${reply.message}`);
      if (reply?.kind !== 'reply') throw new Error(`${name} ended during ${method}.`);
      return reply as Measured<Calls[typeof method]['result']>;
    },
    async stop() {
      if (hasExited) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** Whether it is started as others start it, and not as Earshot starts its worker. */
function isPeer(name: string): boolean {
  return name.startsWith('transformers');
}
