import { type ExportOptions, formatTimecode } from '../contract/index.ts';
import { listDocumentFacts } from './documentFacts.ts';
import type { ExportDocument } from './exportDocument.ts';
import { createParagraphs } from './paragraphs.ts';
import { toOneLine } from './toOneLine.ts';

/** CommonMark: title, facts, and paragraphs that start with the speaker and, with `timestamps`, the time. */
export function renderMarkdown(document: ExportDocument, options: ExportOptions): string {
  const facts = listDocumentFacts(document).map(({ name, value }) => `- ${name}: ${escapeMarkdown(value)}`);
  const paragraphs = createParagraphs(document, options).map(({ start, speaker, text }) => {
    const lead = [
      ...(options.timestamps ? [`\\[${formatTimecode(start, 'clock')}\\]`] : []),
      ...(speaker === null ? [] : [`**${escapeMarkdown(speaker)}:**`]),
    ];
    return `${[...lead, lead.length === 0 ? escapeMarkdownLine(text) : escapeMarkdown(text)].join(' ')}\n`;
  });
  return [`# ${escapeMarkdown(toOneLine(document.title))}\n`, `${facts.join('\n')}\n`, ...paragraphs].join(
    '\n',
  );
}

/** Characters with a meaning anywhere in a line, tables and strike-through of GitHub's dialect included. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>&~|#]/g, '\\$&');
}

/** The same for text that starts a line, where `-`, `+`, `=` and `1.` would start a list or a heading. */
function escapeMarkdownLine(text: string): string {
  return escapeMarkdown(text)
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}
