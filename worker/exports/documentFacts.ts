import { formatTimecode, nameLanguage } from '../contract/index.ts';
import type { ExportDocument } from './exportDocument.ts';
import { toOneLine } from './toOneLine.ts';

/** What stands below the title of a document to read: date, length, language, model; what is not known is left out. */
export function listDocumentFacts(
  document: ExportDocument,
): readonly { readonly name: string; readonly value: string }[] {
  const { createdAtMs, durationSeconds, language, modelName } = document;
  return [
    { name: 'Date', value: new Date(createdAtMs).toISOString().slice(0, 10) },
    { name: 'Duration', value: formatTimecode(durationSeconds, 'clock') },
    ...(language === null ? [] : [{ name: 'Language', value: nameLanguage(language) }]),
    ...(modelName === null ? [] : [{ name: 'Model', value: toOneLine(modelName) }]),
  ];
}
