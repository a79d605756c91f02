import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Builds the page. Ends the process when that fails; what is wrong has been printed. */
export function buildPage(): void {
  runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn']);
}

/** Builds all of the desktop app: page, preload, main and worker. */
export function buildDesktop(): void {
  buildPage();
  runTool('vite/bin/vite.js', ['build', '--config', 'vite.preload.config.ts', '--logLevel', 'warn']);
  runTool('typescript/bin/tsc', ['--build', 'worker', 'electron']);
}

function runTool(tool: string, args: readonly string[]): void {
  const script = fileURLToPath(new URL(`../node_modules/${tool}`, import.meta.url));
  // A test runner's NODE_ENV would build React for development.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: ROOT, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
