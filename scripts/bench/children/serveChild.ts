import type { ChildCalls, ChildMessage, ChildReply } from './childProtocol.ts';
import { peakMemoryBytes } from './peakMemoryBytes.ts';

export type ChildHandlers<Calls extends ChildCalls> = {
  readonly [Method in keyof Calls]: (params: Calls[Method]['params']) => Promise<Calls[Method]['result']>;
};

/** Answers the calls of the process that started this one, and ends with it. */
export function serveChild<Calls extends ChildCalls>(handlers: ChildHandlers<Calls>): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (message: ChildMessage) => {
    if (message.kind !== 'call') return;
    const { id, method, params } = message;
    const handler = handlers[method];
    const answer = async (): Promise<ChildReply> => {
      if (handler === undefined) throw new Error(`There is no ${method}.`);
      const startedAtMs = performance.now();
      const result = await handler(params);
      const elapsedMs = performance.now() - startedAtMs;
      return { kind: 'reply', id, result, elapsedMs, peakBytes: peakMemoryBytes() };
    };
    answer()
      .catch((error: unknown) => ({ kind: 'failure', id, message: String(error) }) satisfies ChildReply)
      .then((reply) => process.send?.(reply));
  });
}
