import { AppError } from '../../contract/index.ts';
import type { Environment } from '../../models/cache/cacheLocation.ts';

const PROXY_NAMES = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'];

/**
 * The environment with the proxy of the settings in it, if there is one; what must not go through a proxy stays. Throws
 * `invalid-request` for what is no address of a proxy.
 */
export function applyProxy(environment: Environment, proxy: string | null): Environment {
  if (proxy === null) return environment;
  const isAddress = URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol);
  if (!isAddress) {
    // Without the address: it may hold a password.
    throw new AppError('invalid-request', 'The address of the proxy cannot be used.', {
      details: { setting: 'proxy', reason: 'proxy-address' },
    });
  }
  return { ...environment, ...Object.fromEntries(PROXY_NAMES.map((name) => [name, proxy])) };
}
