import { spawn } from 'node:child_process';

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why there was no process. */
  readonly error: Error | null;
  /** False: there was no process, libraries of the system are missing, or it crashed before it can have been of use. */
  readonly didStart: boolean;
}

export interface RunProgramOptions {
  readonly cwd?: string;
  /** The program is told when this process is killed, by a channel that closes; Electron's program would not understand it. */
  readonly isTied?: boolean;
}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Of a shell for a program that is not there, and of Linux's loader for a library that is not. */
const CANNOT_RUN = 127;
/** Chromium ends itself by a signal where it cannot make its sandbox; that takes a second. Our choice. */
const START_MS = 15_000;

/** Runs a program in the person's terminal until it ends. It decides what a signal means; one from a terminal reaches both. */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd = process.cwd(), isTied = false }: RunProgramOptions = {},
): Promise<ProgramEnd> {
  const startedAtMs = performance.now();
  const child = spawn(program, args, {
    cwd,
    stdio: ['inherit', 'inherit', 'inherit', ...(isTied ? (['ipc'] as const) : [])],
  });
  let isStopped = false;
  const stops = STOP_SIGNALS.map((signal) => {
    const pass = (): void => {
      isStopped = true;
      child.kill(signal);
    };
    process.on(signal, pass);
    return () => process.off(signal, pass);
  });
  return new Promise<ProgramEnd>((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, error, didStart: false }));
    child.on('exit', (code, signal) => {
      const isCrash = signal !== null && !isStopped && performance.now() - startedAtMs < START_MS;
      resolve({ code, signal, error: null, didStart: !isCrash && code !== CANNOT_RUN });
    });
  }).finally(() => {
    for (const stop of stops) stop();
  });
}
