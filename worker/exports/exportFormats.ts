import type { ExportFormat, ExportOptions } from '../contract/index.ts';
import { renderCsv } from './csv.ts';
import type { ExportDocument } from './exportDocument.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderSrt } from './srt.ts';
import { renderText } from './text.ts';
import { renderTsv } from './tsv.ts';
import { renderVtt } from './vtt.ts';

export interface ExportFormatInfo {
  /** Pure: the whole file as text, to be written as UTF-8. */
  readonly render: (document: ExportDocument, options: ExportOptions) => string;
  /** With its dot. */
  readonly extension: string;
  readonly mimeType: string;
}

export const exportFormats = {
  txt: { render: renderText, extension: '.txt', mimeType: 'text/plain' },
  srt: { render: renderSrt, extension: '.srt', mimeType: 'application/x-subrip' },
  vtt: { render: renderVtt, extension: '.vtt', mimeType: 'text/vtt' },
  json: { render: renderJson, extension: '.json', mimeType: 'application/json' },
  md: { render: renderMarkdown, extension: '.md', mimeType: 'text/markdown' },
  csv: { render: renderCsv, extension: '.csv', mimeType: 'text/csv' },
  tsv: { render: renderTsv, extension: '.tsv', mimeType: 'text/tab-separated-values' },
} as const satisfies Record<ExportFormat, ExportFormatInfo>;
