/**
 * `npm start`: builds what is shown and opens it in Electron, whose program is fetched once where it is missing, or in the
 * browser where it cannot be had. What follows `--` goes on: recordings to either, options to `earshot serve`; `--fetch`
 * tries again what failed today.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from '../e2e/buildPage.ts';
import { buildDesktop } from '../e2e/electron/buildDesktop.ts';
import { ELECTRON_PACKAGE } from '../e2e/electron/findElectron.ts';
import { AppError } from '../worker/contract/index.ts';
import { EXIT_CODES } from '../worker/entries/exitCodes.ts';
import { describeError } from '../worker/entries/ui/describeError.ts';
import { UsageError } from '../worker/entries/usageError.ts';
import { chooseShell, type Shell } from './startShell/chooseShell.ts';
import { fetchElectron } from './startShell/fetchElectron.ts';
import { createFetchMemory } from './startShell/fetchMemory.ts';
import { findGiven } from './startShell/findGiven.ts';
import { runProgram } from './startShell/runProgram.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LAUNCHER = fileURLToPath(new URL('earshot.js', import.meta.url));
const FETCH_OPTION = '--fetch';
/** Below `node_modules`, so that `npm ci` forgets it. */
const MEMORY_FILE = join(ROOT, 'node_modules', '.cache', 'earshot', 'electron-fetch.json');

const { argv, env, platform, stdout } = process;
const given = argv.slice(2).filter((argument) => argument !== FETCH_OPTION);
/** Where names are seen from: npm runs this in the folder of the package, wherever it was started. */
const cwd = env['INIT_CWD'] ?? process.cwd();

try {
  // First of all: nothing is fetched, built and opened for what is not there.
  const forElectron = await findGiven(given, cwd);
  const shell = await choose();
  if (shell.program === null) await openInBrowser(shell.reason);
  else await openWindow(shell.program, forElectron);
} catch (error) {
  if (!(error instanceof AppError || error instanceof UsageError)) throw error;
  const isUsage = error instanceof UsageError;
  console.error(isUsage ? `earshot: ${error.message}` : describeError(error, null));
  process.exitCode = isUsage ? EXIT_CODES.usage : EXIT_CODES.failed;
}

/** Ctrl-C gives up what is being fetched, and nothing else. */
async function choose(): Promise<Shell> {
  const canceling = new AbortController();
  // It stays: one press arrives twice, from the terminal and from npm.
  process.on('SIGINT', () => canceling.abort());
  return chooseShell({
    packageDir: ELECTRON_PACKAGE,
    env,
    platform,
    isAsked: argv.includes(FETCH_OPTION),
    memory: createFetchMemory({ file: MEMORY_FILE, env }),
    async fetch(options) {
      console.log(
        "Electron's program is missing and is fetched, once: about 120 MB. Ctrl-C opens Earshot in the browser instead.",
      );
      try {
        await fetchElectron({ ...options, signal: canceling.signal, onProgress: showProgress });
      } finally {
        if (stdout.isTTY) stdout.write('\r\x1b[K');
      }
    },
  });
}

function showProgress(receivedBytes: number, totalBytes: number | null): void {
  if (!stdout.isTTY) return;
  const received = (receivedBytes / 1e6).toFixed(0);
  stdout.write(`\r${received}${totalBytes === null ? '' : ` of ${(totalBytes / 1e6).toFixed(0)}`} MB`);
}

async function openInBrowser(reason: string): Promise<void> {
  console.log(`Earshot opens in your browser: ${reason}.`);
  buildPage();
  const { code, signal, error } = await runProgram(
    process.execPath,
    [LAUNCHER, 'serve', '--open', ...given],
    { cwd, isTied: true },
  );
  if (error !== null) console.error(`earshot: ${error.message}`);
  process.exitCode = signal === null ? (code ?? 1) : 1;
}

async function openWindow(program: string, forElectron: readonly string[]): Promise<void> {
  buildDesktop();
  // Chromium refuses to run as root with its sandbox.
  const args = [ROOT, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...forElectron];
  const { code, didStart } = await runProgram(program, args, { cwd });
  if (!didStart) return openInBrowser("Electron's program does not run on this computer; see above");
  process.exitCode = code ?? 1;
}
