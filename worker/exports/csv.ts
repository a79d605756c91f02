import type { ExportOptions } from '../contract/index.ts';
import type { ExportDocument } from './exportDocument.ts';
import { createTableRows } from './tableRows.ts';

/** Comma-separated values after RFC 4180: CRLF, fields quoted where they hold a comma or a quote. UTF-8. */
export function renderCsv(document: ExportDocument, options: ExportOptions): string {
  return createTableRows(document, options)
    .map((row) => `${row.map(quoteField).join(',')}\r\n`)
    .join('');
}

function quoteField(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
