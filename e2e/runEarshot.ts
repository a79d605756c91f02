import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../scripts/earshot.js', import.meta.url));

/** The bundled meeting of about a minute. */
export const SAMPLE_MEETING = fileURLToPath(
  new URL('../assets/samples/project-meeting.ogg', import.meta.url),
);

export interface EarshotRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command line as a person does: the launcher, in a process of its own. */
export function startEarshot(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
  /** A command that runs the one that follows it. */
  wrapper: readonly string[] = [],
): {
  readonly child: ChildProcess;
  readonly ended: Promise<EarshotRun>;
} {
  const [file = process.execPath, ...rest] = [...wrapper, process.execPath, launcher, ...args];
  const child = spawn(file, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const ended = new Promise<EarshotRun>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, ...output });
    });
  });
  return { child, ended };
}

export function runEarshot(args: readonly string[]): Promise<EarshotRun> {
  return startEarshot(args).ended;
}
