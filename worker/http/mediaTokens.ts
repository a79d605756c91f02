import { createAccessToken, isSameToken } from './accessToken.ts';

/** The tokens of the connections that are open; each opens `/media/` for reading and nothing else. */
export interface MediaTokens {
  issue(): { readonly token: string; revoke(): void };
  accepts(token: string): boolean;
}

/**
 * An audio element cannot send a header, so what opens the media is in its address. A cookie would do without, but
 * cookies know no ports: every other server on this computer that the browser visits would be sent it.
 */
export function createMediaTokens(): MediaTokens {
  const tokens = new Set<string>();
  return {
    issue() {
      const token = createAccessToken();
      tokens.add(token);
      return { token, revoke: () => void tokens.delete(token) };
    },
    accepts: (given) => [...tokens].some((token) => isSameToken(given, token)),
  };
}
