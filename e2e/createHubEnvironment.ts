import { join } from 'node:path';

/**
 * The environment of a process whose only hub is one of the test's own. Tokens, proxies, mirrors and caches of whoever
 * runs the tests are out of its sight.
 * @param folder - for what hub tools keep in a home
 */
export function createHubEnvironment(
  endpoint: string,
  folder: string,
): Readonly<Record<string, string | undefined>> {
  return {
    ...process.env,
    ...{ HF_ENDPOINT: endpoint, HF_HOME: join(folder, 'hf'), HF_TOKEN: '', HF_HUB_CACHE: '' },
    ...{ HTTP_PROXY: '', HTTPS_PROXY: '', http_proxy: '', https_proxy: '', EARSHOT_CACHE_DIR: '' },
  };
}
