import { execFileSync } from 'node:child_process';

/** What `du` says a folder takes on the disk, in bytes. */
export function diskUse(path: string): number {
  const [kibibytes = ''] = execFileSync('du', ['-sk', path], { encoding: 'utf8' }).split('\t');
  return Number(kibibytes) * 1024;
}
