import type { WorkerConfig } from '../config.ts';
import { isAbortError } from '../contract/index.ts';
import type { AppRoot } from './appRoot.ts';
import type { Invocation } from './command.ts';
import { runServe } from './commands/serve.ts';
import type { ConnectedWorker } from './connectWorker.ts';
import { getDataDir } from '../lib/dataDir.ts';
import { EXIT_CODES, type ExitCode } from './exitCodes.ts';
import { findRecordings } from './findRecordings.ts';
import { getHelpText } from './helpText.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { runCommand } from './runCommand.ts';
import type { SupervisedWorker, SuperviseWorkerOptions } from './superviseWorker.ts';
import { createConfirm, type InputStream } from './ui/confirm.ts';
import { describeError, toErrorRecord } from './ui/describeError.ts';
import { describeSettingsProblem } from './ui/describeSettingsProblem.ts';
import { formatHelp } from './ui/formatHelp.ts';
import { createOutput, type OutputStream } from './ui/output.ts';
import { createProgressBar } from './ui/progressBar.ts';
import { getTerminalColumns } from './ui/getTerminalColumns.ts';
import { writeWrapped } from './ui/writeWrapped.ts';
import { UsageError } from './usageError.ts';

export interface CommandLineProcess {
  /** Without the program and the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Aborts when the person stops the command. */
  readonly signal: AbortSignal;
  readonly appRoot: AppRoot;
  /** Runs the worker in this process. */
  readonly connect: (config: WorkerConfig) => Promise<ConnectedWorker>;
  /** Runs it in another, for as long as that takes. */
  readonly supervise: (options: SuperviseWorkerOptions) => Promise<SupervisedWorker>;
}

const RESTART_NOTE =
  'The part of Earshot that does the work stopped unexpectedly and was started again. Unfinished work goes on.';

/** Reads a command line, runs it and reports on it. Never rejects: whatever happens becomes an exit code. */
export async function runCommandLine(commandLine: CommandLineProcess): Promise<ExitCode> {
  const { argv, stdout, stderr, appRoot } = commandLine;
  try {
    const invocation = parseCommandLine(argv);
    switch (invocation.kind) {
      case 'help':
        stdout.write(formatHelp(getHelpText(invocation.topic), getTerminalColumns(stdout) ?? Infinity));
        return EXIT_CODES.ok;
      case 'version':
        stdout.write(`${appRoot.version}\n`);
        return EXIT_CODES.ok;
      case 'command':
        return await runWithWorker(invocation, commandLine);
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const help = error.topic === null ? 'earshot --help' : `earshot ${error.topic} --help`;
    writeWrapped(stderr, `earshot: ${error.message} See "${help}".\n`);
    return EXIT_CODES.usage;
  }
}

async function runWithWorker(
  { command, globals }: Extract<Invocation, { kind: 'command' }>,
  { env, cwd, stdin, stdout, stderr, signal, appRoot, connect, supervise }: CommandLineProcess,
): Promise<ExitCode> {
  const output = createOutput({ stdout, stderr, isJson: globals.json, isQuiet: globals.quiet, env });
  const progressBar = createProgressBar(stderr, { isQuiet: globals.quiet });
  const dataDir = getDataDir({ option: globals.dataDir, env });
  const { assetsDir, pageDir, version: appVersion } = appRoot;
  const config = { appVersion, dataDir, assetsDir, offline: globals.offline, logLevel: globals.logLevel };
  let running: Pick<ConnectedWorker, 'close'> | null = null;
  try {
    if (command.name === 'serve') {
      const recordings = await findRecordings(command.inputs, { cwd, topic: 'serve' });
      const onRestarted = (): void => output.note(RESTART_NOTE);
      const worker = await supervise({ config, signal, onRestarted });
      running = worker;
      return await runServe(command, { worker, recordings, output, signal, dataDir, pageDir });
    }
    const worker = await connect({ ...config, unfinishedJobs: 'hold' });
    running = worker;
    if (worker.settingsProblem !== null) output.complain(describeSettingsProblem(worker.settingsProblem));
    return await runCommand(command, {
      client: worker.client,
      output,
      progressBar,
      confirm: createConfirm({ stdin, stderr, isYes: globals.yes, signal }),
      signal,
      cwd,
    });
  } catch (error) {
    progressBar.clear();
    if (error instanceof UsageError) throw error;
    // The person ends `serve` as it is meant to end, at whatever moment.
    if (isAbortError(error)) return command.name === 'serve' ? EXIT_CODES.ok : EXIT_CODES.canceled;
    output.complain(describeError(error, null));
    if (globals.logLevel === 'debug' && error instanceof Error) output.complain(error.stack ?? error.message);
    output.printJson(toErrorRecord(error, null));
    return EXIT_CODES.failed;
  } finally {
    await running?.close().catch((error: unknown) => output.complain(describeError(error, null)));
  }
}
