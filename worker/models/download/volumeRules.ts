import { basename, dirname, join } from 'node:path';
import { identifyEntry } from '../cache/fileIdentity.ts';
import type { PathRules } from '../cache/hubNames.ts';

/**
 * Which names are one on the volume of a folder: asked of the folder's own name, so that nothing is written. One that
 * does not exist yet or has no letters cannot tell; then the system's usual answer counts.
 */
export async function findVolumeRules(folder: string): Promise<PathRules> {
  const { platform } = process;
  const usual = { platform, foldsNames: platform === 'win32' || platform === 'darwin' };
  const name = basename(folder);
  const swapped = name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
  if (swapped === name) return usual;
  const [original, other] = await Promise.all(
    [name, swapped].map((candidate) => identifyEntry(join(dirname(folder), candidate))),
  );
  if (original == null) return usual;
  return { platform, foldsNames: original === other };
}
