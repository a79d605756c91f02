import { PassThrough } from 'node:stream';
import type { WorkerConfig } from '../../config.ts';
import { SILENT_LOGGER } from '../../lib/logger.ts';
import type { createTestWorker } from '../../rpc/testWorker.ts';
import { runCommandLine } from '../runCommandLine.ts';

export interface TestCommandOptions {
  readonly cwd?: string;
  /** Aborts where the person presses Ctrl-C. */
  readonly signal?: AbortSignal;
}

/** Runs a command line, words parted by spaces, against a worker in this process, and says all that came of it. */
export async function runTestCommand(
  commandLine: string,
  worker: Pick<ReturnType<typeof createTestWorker>, 'client'>,
  { cwd = '/here', signal = new AbortController().signal }: TestCommandOptions = {},
) {
  const output = { stdout: '', stderr: '' };
  const configs: WorkerConfig[] = [];
  let closed = 0;
  const exitCode = await runCommandLine({
    argv: commandLine.split(' '),
    env: { EARSHOT_DATA_DIR: '/data' },
    cwd,
    stdin: new PassThrough(),
    stdout: { write: (text) => (output.stdout += text) },
    stderr: { write: (text) => (output.stderr += text) },
    signal,
    appRoot: { assetsDir: '/assets', pageDir: '/page', version: '1.2.3' },
    connect: (config) => {
      configs.push(config);
      return Promise.resolve({
        client: worker.client,
        close: () => Promise.resolve(void closed++),
      });
    },
    supervise: () =>
      Promise.resolve({
        client: worker.client,
        attach: () => undefined,
        givenUp: new Promise<never>(() => undefined),
        logger: SILENT_LOGGER,
        close: () => Promise.resolve(void closed++),
      }),
  });
  return { exitCode, ...output, configs, closed };
}
