/** Pages that Earshot links to: models, their licences and terms, and its own. */
const HOSTS: ReadonlySet<string> = new Set(['huggingface.co', 'github.com']);

/** True for a link that may be opened in the person's browser: https, to a computer that Earshot knows, and no more. */
export function isExternalLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === 'https:' && HOSTS.has(host) && username === '' && password === '';
}
