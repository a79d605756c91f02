import { type ExportOptions, formatTimecode } from '../contract/index.ts';
import type { ExportDocument } from './exportDocument.ts';
import { createParagraphs } from './paragraphs.ts';
import { createSpeakerNames } from './speakerNames.ts';
import { toOneLine } from './toOneLine.ts';

/** Plain text: paragraphs to read, or with `timestamps` one segment per line, as `[1:02 - 1:05] Anna: text`. */
export function renderText(document: ExportDocument, options: ExportOptions): string {
  return options.timestamps ? renderTimedLines(document, options) : renderParagraphs(document, options);
}

function renderTimedLines(document: ExportDocument, options: ExportOptions): string {
  const getName = createSpeakerNames(document, options.speakers);
  return document.segments
    .map((segment) => {
      const times = `${formatTimecode(segment.start, 'clock')} - ${formatTimecode(segment.end, 'clock')}`;
      return `[${times}] ${withSpeaker(getName(segment), toOneLine(segment.text))}\n`;
    })
    .join('');
}

function renderParagraphs(document: ExportDocument, options: ExportOptions): string {
  return createParagraphs(document, options)
    .map(({ speaker, text }) => `${withSpeaker(speaker, text)}\n`)
    .join('\n');
}

function withSpeaker(speaker: string | null, text: string): string {
  return speaker === null ? text : `${speaker}: ${text}`;
}
