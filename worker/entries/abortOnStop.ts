import { toFileError } from '../lib/toFileError.ts';
import { EXIT_CODES } from './exitCodes.ts';
import { describeError } from './ui/describeError.ts';

/** One press of Ctrl-C arrives twice, from the terminal and through the launcher; people take longer between two. */
const ONE_PRESS_MS = 300;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A signal that aborts when the person stops the command (Ctrl-C) or the system asks it to end, so that it can leave
 * its work in order; a second time ends the process at once. A launcher that was killed, whose channel is closed, and a
 * reader of our output that goes away stop it as well.
 */
export function abortOnStop(): AbortSignal {
  const controller = new AbortController();
  let stoppedAtMs = -Infinity;
  const stop = (): void => {
    if (!controller.signal.aborted) {
      stoppedAtMs = performance.now();
      controller.abort();
    } else if (performance.now() - stoppedAtMs > ONE_PRESS_MS) {
      process.exit(EXIT_CODES.canceled);
    }
  };
  for (const name of STOP_SIGNALS) process.on(name, stop);
  process.on('disconnect', stop);
  // A listener keeps the channel, and with it the process, alive.
  process.channel?.unref();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') controller.abort();
    else failToWrite(error);
  });
  // Nobody reads the remarks any more, which is no reason to stop.
  process.stderr.on('error', () => undefined);
  return controller.signal;
}

/** What a job has committed is kept however the process ends. */
function failToWrite(error: NodeJS.ErrnoException): never {
  process.stderr.write(`${describeError(toFileError(error, 'standard output'), null)}\n`);
  process.exit(EXIT_CODES.failed);
}
