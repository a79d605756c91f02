import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileBytes } from './hub/fileBytes.ts';
import type { FileContent } from './hub/hubFile.ts';

/** The bundled starter model as the files of a repository, for a hub that offers it as if it were any other model. */
export function starterModelFiles(): Record<string, FileContent> {
  const folder = fileURLToPath(new URL('../assets/models/earshot-starter/', import.meta.url));
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length).replaceAll('\\', '/'), fileBytes(path)]),
  );
}
