import type { Repository } from './repositoryStore.ts';

/** Who may read what. A token the hub does not know is refused everywhere, as the hub does. */
export interface HubAccess {
  /** Makes a token known, with access to the gated and private repositories named. */
  addToken(token: string, repositories?: readonly string[]): void;
  removeToken(token: string): void;
  grant(token: string, repositoryId: string): void;
  revoke(token: string, repositoryId: string): void;
  isKnown(token: string): boolean;
  /** All that are known. */
  tokens(): readonly string[];
  /** Whether this caller has been let into a gated or private repository. */
  isGranted(token: string | undefined, repository: Repository): boolean;
}

export function createHubAccess(): HubAccess {
  const granted = new Map<string, Set<string>>();
  const grantsOf = (token: string): Set<string> => {
    const grants = granted.get(token);
    if (grants === undefined) throw new Error('The hub does not know this token.');
    return grants;
  };
  return {
    addToken(token, repositories = []) {
      granted.set(token, new Set(repositories));
    },
    removeToken(token) {
      granted.delete(token);
    },
    grant(token, repositoryId) {
      grantsOf(token).add(repositoryId);
    },
    revoke(token, repositoryId) {
      grantsOf(token).delete(repositoryId);
    },
    isKnown: (token) => granted.has(token),
    tokens: () => [...granted.keys()],
    isGranted: (token, repository) => token !== undefined && granted.get(token)?.has(repository.id) === true,
  };
}
