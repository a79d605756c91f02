const STYLE = /<style>([\s\S]*?)<\/style>/g;

/**
 * Puts a page that stands alone into an empty frame of the same origin. The page's policy refuses inline styles and frames
 * with addresses, so that nodes are moved and styles adopted; even parsing a style element is reported as a violation.
 * Returns the frame's window.
 */
export function fillFrame(frame: HTMLIFrameElement, html: string): Window {
  const { contentDocument, contentWindow } = frame;
  if (contentDocument === null || contentWindow === null) throw new Error('The frame is not on the page.');
  const page = new DOMParser().parseFromString(html.replace(STYLE, ''), 'text/html');
  // A sheet is adopted only by documents of the window that made it.
  const Sheet = (contentWindow as Window & { readonly CSSStyleSheet: typeof CSSStyleSheet }).CSSStyleSheet;
  contentDocument.adoptedStyleSheets = [...html.matchAll(STYLE)].map(([, styles = '']) => {
    const sheet = new Sheet();
    sheet.replaceSync(styles);
    return sheet;
  });
  contentDocument.title = page.title;
  contentDocument.documentElement.lang = page.documentElement.lang;
  contentDocument.documentElement.dir = page.documentElement.dir;
  contentDocument.body.replaceChildren(
    ...[...page.body.childNodes].map((node) => contentDocument.importNode(node, true)),
  );
  return contentWindow;
}
