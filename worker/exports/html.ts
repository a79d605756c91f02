import { type ExportOptions, formatTimecode } from '../contract/index.ts';
import { listDocumentFacts } from './documentFacts.ts';
import type { ExportDocument } from './exportDocument.ts';
import { createParagraphs, type Paragraph } from './paragraphs.ts';
import { getTextDirection } from './textDirection.ts';
import { toOneLine } from './toOneLine.ts';

/**
 * Fonts of macOS, Windows and Linux for scripts that the fonts of the page lack, by the languages that are written in them.
 * Without a name a browser may take one of another language, whose Han characters are drawn differently, or a serif.
 */
const FONTS_OF_LANGUAGES: readonly (readonly [selector: string, fonts: string])[] = [
  [
    ':lang(zh)',
    `'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'WenQuanYi Micro Hei'`,
  ],
  [':lang(yue)', `'PingFang HK', 'Microsoft JhengHei', 'Noto Sans CJK HK', 'Noto Sans HK'`],
  [':lang(ja)', `'Hiragino Sans', 'Yu Gothic', Meiryo, 'Noto Sans CJK JP', 'Noto Sans JP', 'IPAPGothic'`],
  [':lang(ko)', `'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans CJK KR', 'Noto Sans KR', 'NanumGothic'`],
  // A list in one :lang() is not known to Chromium.
  [
    ':lang(hi), :lang(mr), :lang(ne), :lang(sa)',
    `'Kohinoor Devanagari', 'Nirmala UI', 'Noto Sans Devanagari', 'Lohit Devanagari'`,
  ],
];

/** Prints well on any paper: sizes in points, no colours that ink would waste, no paragraph with a lone line. */
const STYLES = `
@page { margin: 2cm }
html { color-scheme: light }
body { max-width: 42em; margin: 2em auto; padding: 0 1em; background: #fff; color: #111;
  font: 11pt/1.5 'Noto Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif }
h1 { margin: 0 0 .3em; font-size: 1.7em; line-height: 1.2 }
.facts { margin: 0 0 2em; padding-bottom: .8em; border-bottom: 1px solid #bbb; color: #555; font-size: .85em }
p { margin: 0 0 .8em; orphans: 2; widows: 2; overflow-wrap: anywhere }
time { margin-inline-end: .5em; color: #666; font-size: .8em; font-variant-numeric: tabular-nums }
article + article { break-before: page }
@media print { body { max-width: none; margin: 0; padding: 0 } }
${FONTS_OF_LANGUAGES.map(([selector, fonts]) => `${selector} { font-family: ${fonts}, sans-serif }`).join('\n')}
:lang(ko) { word-break: keep-all }
`.trim();

/** A page that stands alone: no script, nothing loaded. It is also what is printed to make a PDF. */
export function renderHtml(document: ExportDocument, options: ExportOptions): string {
  const title = escapeHtml(toOneLine(document.title));
  const facts = listDocumentFacts(document).map(({ name, value }) => `${name}: ${escapeHtml(value)}`);
  const language = document.language === null ? '' : ` lang="${escapeHtml(document.language)}"`;
  const direction = getTextDirection(document.language);
  return [
    '<!doctype html>',
    `<html${language} dir="${direction}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title>`,
    `<style>\n${STYLES}\n</style>`,
    '</head>',
    '<body>',
    // Says its language itself, so that several can be put into one page.
    `<article${language} dir="${direction}">`,
    `<h1>${title}</h1>`,
    `<p class="facts">${facts.join(' · ')}</p>`,
    ...createParagraphs(document, options).map((paragraph) => renderParagraph(paragraph, options)),
    '</article>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function renderParagraph({ start, speaker, text }: Paragraph, { timestamps }: ExportOptions): string {
  const time = timestamps ? `<time>${formatTimecode(start, 'clock')}</time>` : '';
  const name = speaker === null ? '' : `<strong>${escapeHtml(speaker)}:</strong> `;
  return `<p>${time}${name}${escapeHtml(text)}</p>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}
