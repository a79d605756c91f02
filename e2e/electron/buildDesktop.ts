import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from '../buildPage.ts';

const PRELOAD = ['--config', 'vite.preload.config.ts'];
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds what a window of the desktop app loads, page and preload, into `dist` of a folder of its own. */
export function buildWindow(appDir: string): void {
  const options = ['--emptyOutDir', '--logLevel', 'error', '--outDir'];
  runTool('vite/bin/vite.js', ['build', ...options, join(appDir, 'dist', 'page')]);
  runTool('vite/bin/vite.js', ['build', ...PRELOAD, ...options, join(appDir, 'dist', 'preload')]);
}

/** Builds all of the desktop app: page, preload, main and worker. Throws when that fails; what is wrong has been printed. */
export function buildDesktop(): void {
  buildPage();
  runTool('vite/bin/vite.js', ['build', ...PRELOAD, '--logLevel', 'error']);
  runTool('typescript/bin/tsc', ['--build', 'worker', 'electron']);
  removeStaleModules();
}

/**
 * True for a compiled module of worker or main that has a source.
 * @param path such as `dist/worker/app.js`
 */
export function hasSource(path: string): boolean {
  return existsSync(join(ROOT, path.replace(/^dist\//, '').replace(/\.js$/, '.ts')));
}

/** The compiler leaves what it made of sources that were moved or deleted; packages would take it along. */
function removeStaleModules(): void {
  for (const folder of ['worker', 'electron']) {
    const dist = join(ROOT, 'dist', folder);
    for (const entry of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
      const path = `dist/${folder}/${entry.replaceAll('\\', '/')}`;
      if (path.endsWith('.js') && !hasSource(path)) rmSync(join(ROOT, path));
    }
  }
}

function runTool(tool: string, args: readonly string[]): void {
  const script = fileURLToPath(new URL(`../../node_modules/${tool}`, import.meta.url));
  // A test runner's NODE_ENV would build React for development.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: ROOT, stdio: 'inherit', env });
  if (status !== 0) throw new Error(`${tool} failed.`);
}
