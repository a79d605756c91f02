import { PassThrough } from 'node:stream';
import type { WorkerConfig } from '../../config.ts';
import { SILENT_LOGGER } from '../../lib/logger.ts';
import type { RpcHandlers } from '../../rpc/server.ts';
import { createTestWorker, type TestWorker } from '../../rpc/testWorker.ts';
import { runCommandLine } from '../runCommandLine.ts';

export interface TestCommandOptions {
  readonly cwd?: string;
  /** Aborts where the person presses Ctrl-C. */
  readonly signal?: AbortSignal;
  /** What the person types; without it, there is no terminal. */
  readonly answer?: string;
}

/** Runs a command line, words parted by spaces, against a worker in this process, and says all that came of it. */
export async function runTestCommand(
  commandLine: string,
  worker: Pick<TestWorker, 'client'>,
  { cwd = '/here', signal = new AbortController().signal, answer }: TestCommandOptions = {},
) {
  const output = { stdout: '', stderr: '' };
  const isTTY = answer !== undefined;
  const stdin = Object.assign(new PassThrough(), { isTTY });
  if (isTTY) stdin.write(`${answer}\n`);
  const configs: WorkerConfig[] = [];
  let closed = 0;
  const exitCode = await runCommandLine({
    argv: commandLine.split(' '),
    env: { EARSHOT_DATA_DIR: '/data' },
    cwd,
    stdin,
    stdout: { write: (text) => (output.stdout += text) },
    stderr: { isTTY, write: (text) => (output.stderr += text) },
    signal,
    appRoot: { assetsDir: '/assets', pageDir: '/page', version: '1.2.3' },
    connect: (config) => {
      configs.push(config);
      return Promise.resolve({
        client: worker.client,
        settingsProblem: null,
        close: () => Promise.resolve(void closed++),
      });
    },
    supervise: () =>
      Promise.resolve({
        client: worker.client,
        untilListening: () => Promise.resolve(),
        attach: () => undefined,
        givenUp: new Promise<never>(() => undefined),
        logger: SILENT_LOGGER,
        close: () => Promise.resolve(void closed++),
      }),
  });
  return { exitCode, ...output, configs, closed };
}

/** The same, against a worker that refuses every call but these. */
export function runWithHandlers(
  commandLine: string,
  handlers: Partial<RpcHandlers> = {},
  options?: TestCommandOptions,
) {
  return runTestCommand(commandLine, createTestWorker(handlers), options);
}
