import { abortOnStop } from './abortOnStop.ts';
import { findAppRoot } from './appRoot.ts';
import { runCommandLine } from './runCommandLine.ts';
import { toWholeOutput } from './ui/toWholeOutput.ts';

process.exitCode = await runCommandLine({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: toWholeOutput(process.stdout),
  stderr: process.stderr,
  signal: abortOnStop(),
  appRoot: findAppRoot(import.meta.url),
  // Loaded only for commands that need it: help and wrong usage answer at once.
  connect: async (config) => (await import('./connectWorker.ts')).connectWorker(config),
  supervise: async (options) => (await import('./superviseWorker.ts')).superviseWorker(options),
});
