import { join } from 'node:path';
import type { HttpServer } from '../../http/server.ts';
import type { ServeCommand } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import type { MediaInput } from '../findMedia.ts';
import { openInBrowser } from '../openInBrowser.ts';
import type { SupervisedWorker } from '../superviseWorker.ts';
import type { Output } from '../ui/output.ts';
import { UsageError } from '../usageError.ts';
import { queueRecordings } from './queueRecordings.ts';

/** What `serve` works with: the worker is in a process of its own, and what is here outlives it. */
export interface ServeContext {
  readonly worker: Pick<SupervisedWorker, 'attach' | 'client' | 'givenUp' | 'logger' | 'untilListening'>;
  /** To be transcribed. */
  readonly recordings: readonly MediaInput[];
  readonly output: Output;
  /** Aborts when the person stops the command. */
  readonly signal: AbortSignal;
  /** Folder of library and settings. */
  readonly dataDir: string;
  /** Folder of the built page. */
  readonly pageDir: string;
}

/**
 * Serves the page until the person stops it, which is how it is meant to end. Rejects when the worker keeps ending. The
 * address stays the same from one worker to the next, so that the page connects again by itself.
 */
export async function runServe({ port, open }: ServeCommand, context: ServeContext): Promise<ExitCode> {
  const { worker, recordings, output, signal } = context;
  const untilStopped = (): Promise<void> => Promise.race([untilAborted(signal), worker.givenUp]);
  const server = await startServer(port, context);
  try {
    output.print(`Earshot is at ${server.url}\n`);
    output.printJson({ type: 'serving', url: server.url, port: server.port });
    output.note('Whoever has this address can read your library. Ctrl-C stops.');
    await queueRecordings(recordings, { worker, untilStopped, output, signal });
    if (open && !signal.aborted && !(await openInBrowser(server.createLaunchUrl()))) {
      output.note('The browser cannot be opened from here. Open the address in it.');
    }
    await untilStopped();
  } finally {
    await server.close();
  }
  return EXIT_CODES.ok;
}

async function startServer(port: number, { worker, dataDir, pageDir }: ServeContext): Promise<HttpServer> {
  const { client, attach, logger } = worker;
  // Loaded here: no other command needs it.
  const { startHttpServer } = await import('../../http/server.ts');
  try {
    return await startHttpServer({
      port,
      pageDir,
      uploadsDir: join(dataDir, 'uploads'),
      attach,
      findMedia: (mediaId) => client.request('media.get', { mediaId }),
      logger,
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EADDRINUSE') throw new UsageError(`Port ${port} is in use.`, 'serve');
    if (code === 'EACCES') throw new UsageError(`Port ${port} is not for everybody to use.`, 'serve');
    throw error;
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
