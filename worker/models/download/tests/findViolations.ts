import { createHash } from 'node:crypto';
import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { scanCache } from '../../cache/scanCache.ts';

/** The part of the test hub that is asked. */
interface TokenWitness {
  tokensSeenOutsideA(): readonly unknown[];
}

export interface FindViolationsOptions {
  /** Folder that holds the cache and nothing else, so that what is written beside the cache is seen. */
  readonly sandbox: string;
  readonly cacheName: string;
  readonly hub: TokenWitness;
}

/**
 * Checks what must hold after anything that may happen to a download (section 5 of the download specification): blobs
 * are what their names say, links stay inside, refs name commits that are there, no token went elsewhere, nothing is
 * outside the cache, and a scan as Python does it finds nothing wrong. Returns one line for each violation.
 */
export async function findViolations(options: FindViolationsOptions): Promise<readonly string[]> {
  const { sandbox, cacheName, hub } = options;
  const cacheDir = join(sandbox, cacheName);
  const violations: string[] = [];
  for (const name of await readdir(sandbox)) {
    if (name !== cacheName) violations.push(`outside the cache: ${name}`);
  }
  for (const name of await readdir(cacheDir).catch(() => [])) {
    if (name === 'CACHEDIR.TAG') continue;
    if (!/^models--/.test(name)) violations.push(`in the root of the cache: ${name}`);
    else violations.push(...(await checkRepository(join(cacheDir, name))));
  }
  if (hub.tokensSeenOutsideA().length > 0) violations.push('a token was sent to another origin');
  const { warnings } = await scanCache({ cacheDir });
  violations.push(...warnings.map(({ path, reason }) => `scan: ${reason} ${path}`));
  return violations;
}

async function checkRepository(repoFolder: string): Promise<readonly string[]> {
  const violations: string[] = [];
  const inside = (await realpath(repoFolder)) + sep;
  for (const path of await listFiles(join(repoFolder, 'blobs'))) {
    const name = basename(path);
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name)) continue;
    if (hashOf(await readFile(path), name.length) !== name) violations.push(`wrong blob ${name}`);
  }
  for (const path of await listFiles(join(repoFolder, 'snapshots'))) {
    const target = await realpath(path).catch(() => '');
    if (!target.startsWith(inside)) {
      violations.push(`pointer ${path} to ${await readlink(path).catch(() => 'nowhere')}`);
    }
  }
  const commits: readonly string[] = await readdir(join(repoFolder, 'snapshots')).catch(() => []);
  for (const path of await listFiles(join(repoFolder, 'refs'))) {
    const commit = await readFile(path, 'utf8');
    if (!/^[0-9a-f]{40}$/.test(commit) || !commits.includes(commit))
      violations.push(`ref ${path}: ${commit}`);
  }
  return violations;
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name));
}

function hashOf(content: Buffer, digits: number): string {
  if (digits === 64) return createHash('sha256').update(content).digest('hex');
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}
