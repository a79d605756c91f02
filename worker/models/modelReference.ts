import { AppError } from '../contract/index.ts';
import { assertRepositoryAndRevision } from './cache/hubNames.ts';

export interface ModelReference {
  readonly repository: string;
  readonly revision: string;
}

const DEFAULT_REVISION = 'main';

/**
 * Reads `org/name`, `org/name@revision` or the address of a repository's page on the hub or on the endpoint in use, with
 * `@revision` or `/tree/revision` if any. Throws `invalid-request` for anything else, of other hosts too.
 */
export function parseModelReference(text: string, endpoint: URL): ModelReference {
  const written = text.trim();
  const reference = /^[a-z][a-z+.-]*:\/\//i.test(written)
    ? parseAddress(written, endpoint)
    : parseId(written);
  if (reference === null) {
    throw new AppError('invalid-request', 'This names no repository of the hub.', {
      details: { model: written.slice(0, 200), reason: 'model-reference' },
    });
  }
  assertRepositoryAndRevision(reference.repository, reference.revision);
  return reference;
}

function parseId(text: string): ModelReference {
  const at = text.indexOf('@');
  if (at === -1) return { repository: text, revision: DEFAULT_REVISION };
  return { repository: text.slice(0, at), revision: text.slice(at + 1) };
}

function parseAddress(text: string, endpoint: URL): ModelReference | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isHub = url.protocol === 'https:' && /^(?:www\.)?(?:huggingface\.co|hf\.co)$/.test(url.host);
  if (!isHub && url.origin !== endpoint.origin) return null;
  const base = isHub ? '' : endpoint.pathname.replace(/\/+$/, '');
  if (!url.pathname.startsWith(base)) return null;
  let path: string;
  try {
    path = decodeURIComponent(url.pathname.slice(base.length)).replace(/^\/+|\/+$/g, '');
  } catch {
    return null;
  }
  const [, repository, revision] = /^([^/@]+\/[^/@]+)\/(?:tree|blob|resolve)\/(.+)$/.exec(path) ?? [];
  if (repository !== undefined && revision !== undefined) return { repository, revision };
  return parseId(path);
}
