import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CacheInChild } from './cacheInChild.ts';

/** Path of the script that does a {@link CacheInChild}. */
export const CHILD_SCRIPT = fileURLToPath(new URL('./cacheInChild.ts', import.meta.url));

/** Runs a job in a process of its own until that ends or is killed; `prefix` are the words before its command line. */
export function runInChild(task: CacheInChild, prefix: readonly string[] = []) {
  const [command = '', ...args] = [...prefix, process.execPath, CHILD_SCRIPT, JSON.stringify(task)];
  const { signal, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (stdout === '' && signal === null) throw new Error(`The child said nothing but: ${stderr}`);
  return { signal, answer: (stdout === '' ? null : JSON.parse(stdout)) as unknown };
}

/** Runs a job with a small file system mounted in the place of a folder, for that process alone. Returns its answer. */
export function runInMount(folder: string, mountOptions: string, task: CacheInChild): unknown {
  mkdirSync(folder, { recursive: true });
  const userNamespace = process.geteuid?.() === 0 ? [] : ['--map-root-user'];
  const mount = `mount -t tmpfs -o ${mountOptions} tmpfs "$0" && exec "$@"`;
  return runInChild(task, ['unshare', ...userNamespace, '--mount', 'sh', '-c', mount, folder]).answer;
}
