import { type CatalogEntry, CATALOG, findCatalogEntry } from './catalog.ts';
import { parseModelReference } from './modelReference.ts';

/** A model of the hub that somebody named. */
export interface ModelTarget {
  /** Catalog id, else `org/name`. */
  readonly modelId: string;
  readonly repository: string;
  /** A branch, a tag or a commit; null where none was named. */
  readonly revision: string | null;
  readonly entry: CatalogEntry | null;
}

/**
 * Reads a catalog id, `org/name` or an address of the hub, each with a revision if any. Throws `invalid-request` for
 * what can name no repository.
 */
export function parseModelTarget(text: string, endpoint: URL): ModelTarget {
  const [name = '', ...revision] = text.trim().split('@');
  const known = findCatalogEntry(name);
  const written = known === null ? text : [known.repository, ...revision].join('@');
  const reference = parseModelReference(written, endpoint);
  const { repository } = reference;
  const entry = CATALOG.find((candidate) => candidate.repository === repository) ?? null;
  const isNamed = revision.length > 0 || reference.revision !== 'main';
  return {
    modelId: entry?.id ?? repository,
    repository,
    revision: isNamed ? reference.revision : null,
    entry,
  };
}
