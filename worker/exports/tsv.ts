import type { ExportOptions } from '../contract/index.ts';
import type { ExportDocument } from './exportDocument.ts';
import { createTableRows } from './tableRows.ts';

/** Tab-separated values (IANA text/tab-separated-values). Fields hold no tabs or line ends, so nothing is quoted. */
export function renderTsv(document: ExportDocument, options: ExportOptions): string {
  return createTableRows(document, options)
    .map((row) => `${row.join('\t')}\n`)
    .join('');
}
