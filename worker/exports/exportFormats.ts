import type { ExportFormat, ExportOptions } from '../contract/index.ts';
import { renderCsv } from './csv.ts';
import { renderDocx } from './docx.ts';
import type { ExportDocument } from './exportDocument.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderSrt } from './srt.ts';
import { renderText } from './text.ts';
import { renderTsv } from './tsv.ts';
import { renderVtt } from './vtt.ts';

export interface ExportFormatInfo {
  /** Pure: the whole file, as text to be written as UTF-8 or as bytes. */
  readonly render: (document: ExportDocument, options: ExportOptions) => string | Promise<Uint8Array>;
  /** False for what a terminal cannot show. */
  readonly isText: boolean;
  /** With its dot. */
  readonly extension: string;
  readonly mimeType: string;
}

export const exportFormats = {
  txt: { render: renderText, isText: true, extension: '.txt', mimeType: 'text/plain' },
  srt: { render: renderSrt, isText: true, extension: '.srt', mimeType: 'application/x-subrip' },
  vtt: { render: renderVtt, isText: true, extension: '.vtt', mimeType: 'text/vtt' },
  json: { render: renderJson, isText: true, extension: '.json', mimeType: 'application/json' },
  md: { render: renderMarkdown, isText: true, extension: '.md', mimeType: 'text/markdown' },
  html: { render: renderHtml, isText: true, extension: '.html', mimeType: 'text/html' },
  docx: {
    render: renderDocx,
    isText: false,
    extension: '.docx',
    mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  },
  csv: { render: renderCsv, isText: true, extension: '.csv', mimeType: 'text/csv' },
  tsv: { render: renderTsv, isText: true, extension: '.tsv', mimeType: 'text/tab-separated-values' },
} as const satisfies Record<ExportFormat, ExportFormatInfo>;
