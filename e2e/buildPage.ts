import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(ROOT, 'dist', 'page');
/** In the built page, which every build empties: what is not of these sources has none. */
const STAMP = join(PAGE, '.sources');
const LOCK = join(ROOT, 'dist', 'page.lock');
/** What the page is built from. */
const SOURCES = ['renderer', 'worker/contract', 'scripts/licences', 'vite.config.ts', 'package-lock.json'];
/** A build takes seconds; one that holds the lock for longer was killed. */
const STALE_MS = 180_000;
const WAIT_MS = 200;

/**
 * Builds the page unless it is built from the sources as they are. Several processes may ask at once, and use the page
 * meanwhile: one of them builds, the others wait. Throws when the build fails; what is wrong has been printed.
 */
export function buildPage(): void {
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  while (!acquireLock()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
  try {
    const sources = fingerprint();
    if (readStamp() === sources) return;
    const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
    const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'error'], {
      cwd: ROOT,
      stdio: 'inherit',
      // A test runner's NODE_ENV would build React for development.
      env: { ...process.env, NODE_ENV: 'production' },
    });
    if (status !== 0) throw new Error('The page was not built.');
    writeFileSync(STAMP, sources);
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function acquireLock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const { mtimeMs } = statSync(LOCK, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > STALE_MS) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
}

function readStamp(): string | null {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return null;
  }
}

/** Of names, sizes and times of all sources. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(ROOT, source);
    const isFolder = statSync(path).isDirectory();
    const names = isFolder ? readdirSync(path, { recursive: true, encoding: 'utf8' }).sort() : [''];
    for (const name of names) {
      const { size, mtimeMs } = statSync(join(path, name));
      hash.update(`${source}/${name} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}
