import { createAccessToken } from './accessToken.ts';

/** Time for a browser that is not running yet; our choice. */
const LIFETIME_MS = 60_000;

export interface LaunchLinks {
  /** A code that is good once. */
  create(): string;
  /** True if the code is good; from then on it is not. */
  take(code: string): boolean;
}

/**
 * Codes for links that are handed to the browser as an argument. Other users of the computer can read the arguments of a
 * program as long as it runs, so the token must not stand there; a code is spent within moments.
 */
export function createLaunchLinks(): LaunchLinks {
  const codes = new Set<string>();
  return {
    create() {
      const code = createAccessToken();
      codes.add(code);
      setTimeout(() => codes.delete(code), LIFETIME_MS).unref();
      return code;
    },
    take: (code) => codes.delete(code),
  };
}
