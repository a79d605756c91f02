import { createTurns } from './createTurns.ts';
import type { Session } from './session.ts';

/**
 * Makes the runs of all sessions passed through the same returned function wait for each other, in the order in which
 * they were asked for. Sessions of one process on WebGPU share one command encoder, and two runs at a time end the
 * process (https://github.com/microsoft/onnxruntime/issues/32561).
 */
export function createRunSerializer(): (session: Session) => Session {
  const inTurn = createTurns();
  return (session) => ({
    ...session,
    run: (feeds, fetches) => inTurn(() => session.run(feeds, fetches)),
    release: () => inTurn(() => session.release()),
  });
}
