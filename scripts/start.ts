/**
 * `npm start`: builds what is shown and opens it in Electron, or in the browser where Electron's program is missing. What
 * follows `--` goes on: files to Electron, options to `earshot serve`.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildPage } from '../e2e/buildPage.ts';
import { findElectron } from '../e2e/electron/findElectron.ts';
import { buildDesktop } from '../e2e/electron/buildDesktop.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LAUNCHER = fileURLToPath(new URL('earshot.js', import.meta.url));
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const given = process.argv.slice(2);
const electron = findElectron(process.env);
if (electron === null) {
  console.log(
    "Earshot opens in your browser: Electron's program is not here. To have a window of its own, run: npx install-electron",
  );
  buildPage();
  run(process.execPath, [LAUNCHER, 'serve', '--open', ...given]);
} else {
  buildDesktop();
  // Chromium refuses to run as root with its sandbox.
  run(electron, [ROOT, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...given]);
}

/** The child decides what a signal means; one from a terminal reaches both. */
function run(program: string, args: readonly string[]): void {
  const child = spawn(program, args, { stdio: 'inherit' });
  for (const signal of STOP_SIGNALS) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`earshot: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
