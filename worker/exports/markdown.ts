import { type ExportOptions, formatTimecode } from '../contract/index.ts';
import type { ExportDocument } from './exportDocument.ts';
import { createParagraphs } from './paragraphs.ts';
import { toOneLine } from './toOneLine.ts';

/** CommonMark: title, facts, and paragraphs that start with the speaker and, with `timestamps`, the time. */
export function renderMarkdown(document: ExportDocument, options: ExportOptions): string {
  const facts = [
    `- Date: ${new Date(document.createdAtMs).toISOString().slice(0, 10)}`,
    `- Duration: ${formatTimecode(document.durationSeconds, 'clock')}`,
    ...(document.language === null ? [] : [`- Language: ${escapeMarkdown(document.language)}`]),
    ...(document.modelId === null ? [] : [`- Model: ${escapeMarkdown(document.modelId)}`]),
  ];
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
