/** Pages of the `html` export as one: each begins on a new sheet of paper, as its styles say. */
export function joinPages(pages: readonly string[]): string {
  const [first = '', ...others] = pages;
  if (others.length === 0) return first;
  const joined = parse(first);
  for (const page of others) joined.body.append(...parse(page).querySelectorAll('article'));
  return `<!doctype html>\n${joined.documentElement.outerHTML}\n`;
}

function parse(html: string): Document {
  return new DOMParser().parseFromString(html, 'text/html');
}
