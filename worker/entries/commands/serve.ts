import { join } from 'node:path';
import type { HttpServer } from '../../http/server.ts';
import type { ServeCommand } from '../command.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { openInBrowser } from '../openInBrowser.ts';
import { UsageError } from '../usageError.ts';

/** Serves the page until the person stops it, which is how it is meant to end. */
export async function runServe({ port, open }: ServeCommand, context: CommandContext): Promise<ExitCode> {
  const { output, signal } = context;
  const server = await startServer(port, context);
  try {
    output.print(`Earshot is at ${server.url}\n`);
    output.printJson({ type: 'serving', url: server.url, port: server.port });
    output.note('Whoever has this address can read your library. Ctrl-C stops.');
    if (open && !(await openInBrowser(server.createLaunchUrl()))) {
      output.note('The browser cannot be opened from here. Open the address in it.');
    }
    await untilAborted(signal);
  } finally {
    await server.close();
  }
  return EXIT_CODES.ok;
}

async function startServer(port: number, context: CommandContext): Promise<HttpServer> {
  const { client, dataDir, pageDir, attach, logger } = context;
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
