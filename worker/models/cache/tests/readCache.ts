import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Every file below a folder: its content, or `-> target` for a link, by relative path. */
export function readCache(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const isLink = lstatSync(path).isSymbolicLink();
      return [
        relative(root, path),
        isLink ? `-> ${readlinkSync(path)}` : readFileSync(path, 'utf8'),
      ] as const;
    });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
