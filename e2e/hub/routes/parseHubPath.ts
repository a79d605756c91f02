import type { RepositoryType } from '../repositoryStore.ts';

export type HubAction =
  | 'info'
  | 'revision'
  | 'tree'
  | 'paths-info'
  | 'auth-check'
  | 'xet-read-token'
  | 'resolve'
  | 'raw'
  | 'resolve-cache';

/** A request to the hub, taken apart. `revision` and `filePath` are decoded; '' where the action has none. */
export interface HubPath {
  readonly action: HubAction;
  readonly type: RepositoryType;
  readonly id: string;
  readonly revision: string;
  readonly filePath: string;
  /** What follows the id as it was sent, to be repeated behind another id. */
  readonly rest: string;
  readonly prefix: string;
}

const ID = '((?:[^/]+/)?[^/]+?)';
const API = new RegExp(
  `^(/api/(model|dataset|space)s/)${ID}((?:/(revision|tree|paths-info|auth-check|xet-read-token)(?:/(.*))?)?)$`,
);
const CACHE = new RegExp(`^(/api/resolve-cache/(model|dataset|space)s/)${ID}(/([0-9a-f]{40}/.*))$`);
const FILE = new RegExp(`^(/(?:(dataset|space)s/)?)${ID}(/(resolve|raw)/(.*))$`);
// Refs that may be written with their slashes (huggingface_hub, `SPECIAL_REFS_REVISION_REGEX`).
const SPECIAL_REF = /^(refs\/(?:pr|convert)\/[^/]+)(?:\/(.*))?$/s;

/** @returns undefined for what is no path of the hub, or not decodable. */
export function parseHubPath(path: string): HubPath | undefined {
  try {
    const api = API.exec(path);
    if (api !== null) {
      const [, prefix = '', type, id = '', rest = '', action = 'info', tail = ''] = api;
      return build(action, type, id, tail, rest, prefix);
    }
    const cache = CACHE.exec(path);
    if (cache !== null) {
      const [, prefix = '', type, id = '', rest = '', tail = ''] = cache;
      return build('resolve-cache', type, id, tail, rest, prefix);
    }
    const file = FILE.exec(path);
    if (file === null) return undefined;
    const [, prefix = '', type = 'model', id = '', rest = '', action = '', tail = ''] = file;
    return build(action, type, id, tail, rest, prefix);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function build(
  action: string,
  type: string | undefined,
  id: string,
  tail: string,
  rest: string,
  prefix: string,
): HubPath {
  const special = SPECIAL_REF.exec(tail);
  const slash = tail.indexOf('/');
  const [revision, filePath] =
    special !== null
      ? [special[1] ?? '', special[2] ?? '']
      : slash < 0
        ? [tail, '']
        : [tail.slice(0, slash), tail.slice(slash + 1)];
  return {
    action: action as HubAction,
    type: type as RepositoryType,
    id: decodeURIComponent(id),
    revision: decodeURIComponent(revision),
    filePath: filePath.split('/').map(decodeURIComponent).join('/'),
    rest,
    prefix,
  };
}
