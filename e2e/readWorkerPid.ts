import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The process that runs the jobs of a data folder, or ran them last. */
export async function readWorkerPid(dataDir: string): Promise<number> {
  const owner = JSON.parse(await readFile(join(dataDir, 'queue-owner.json'), 'utf8')) as {
    readonly pid: number;
  };
  return owner.pid;
}
