/** What was said is escaped, so that the only tags are those of the export itself. */
const ARTICLE = /<article[\s\S]*<\/article>\n/;
const END_OF_BODY = '</body>';

/** Pages of the `html` export as one: each begins on a new sheet of paper, as its styles say. */
export function joinPages(pages: readonly string[]): string {
  const [first = '', ...others] = pages;
  const articles = others.map((page) => ARTICLE.exec(page)?.[0] ?? '');
  return first.replace(END_OF_BODY, () => articles.join('') + END_OF_BODY);
}
