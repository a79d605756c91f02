import type { ModelCapabilities } from '../contract/index.ts';
import type { InstalledModel } from './findInstalledModel.ts';

/** What a model can do; null where its files do not tell. */
export type Describer = (model: InstalledModel) => Promise<ModelCapabilities | null>;

/** Our choice: more models than anybody keeps. */
const MAX_ENTRIES = 1000;

/**
 * Reads each model once: the files that tell what it can do have megabytes of vocabulary, and lists are asked for often.
 * Content in a cache has its hash for a name, so that the same names and blobs are the same files.
 */
export function createDescriber(describe: (folder: string) => Promise<ModelCapabilities>): Describer {
  const known = new Map<string, Promise<ModelCapabilities | null>>();
  return ({ folder, revision }) => {
    const files = revision.files.map(({ path, blob, sizeBytes }) => `${path}\0${blob ?? ''}\0${sizeBytes}`);
    const key = [folder, ...files].join('\n');
    const earlier = known.get(key);
    if (earlier !== undefined) return earlier;
    const described = describe(folder).catch(() => null);
    const [oldest] = known.keys();
    if (known.size >= MAX_ENTRIES && oldest !== undefined) known.delete(oldest);
    known.set(key, described);
    return described;
  };
}
