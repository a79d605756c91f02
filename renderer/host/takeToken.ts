import { BROWSER_SHELL } from '../../worker/contract/index.ts';

const STORAGE_KEY = 'earshot-token';
const TOKEN = new RegExp(`^#${BROWSER_SHELL.fragmentKey}=([\\w-]+)$`);

/**
 * The token that `earshot serve` puts into the fragment of the address. It is moved into the storage of this tab, which
 * outlives a reload, and taken out of the address, which people copy. Null when there is none.
 */
export function takeToken(page: Pick<Window, 'location' | 'history' | 'sessionStorage'>): string | null {
  const match = TOKEN.exec(page.location.hash);
  if (match?.[1] !== undefined) {
    page.sessionStorage.setItem(STORAGE_KEY, match[1]);
    page.history.replaceState(null, '', '#/library');
  }
  return page.sessionStorage.getItem(STORAGE_KEY);
}
