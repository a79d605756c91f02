import type { ExportOptions } from '../contract/index.ts';
import type { ExportDocument } from './exportDocument.ts';
import { roundSeconds } from './roundSeconds.ts';
import { createSpeakerNames } from './speakerNames.ts';
import { toWordRecord } from './wordRecord.ts';

/** Raised when a field changes its meaning or goes away; new fields may appear without it. */
const JSON_EXPORT_VERSION = 1;

/**
 * The whole document for other programs; docs/cli.md describes it. Times are seconds. `speaker` is the name; without
 * `speakers` it is left out, without `words` the words are.
 */
export function renderJson(document: ExportDocument, options: ExportOptions): string {
  const getName = createSpeakerNames(document, options.speakers);
  const exported = {
    format: 'earshot-transcript',
    version: JSON_EXPORT_VERSION,
    title: document.title,
    createdAt: new Date(document.createdAtMs).toISOString(),
    durationSeconds: roundSeconds(document.durationSeconds),
    language: document.language,
    model: document.modelId,
    text: document.segments.map((segment) => segment.text.trim()).join(' '),
    segments: document.segments.map((segment) => ({
      start: roundSeconds(segment.start),
      end: roundSeconds(segment.end),
      ...(options.speakers ? { speaker: getName(segment) } : {}),
      ...(segment.channel === null ? {} : { channel: segment.channel }),
      language: segment.language,
      text: segment.text.trim(),
      ...(options.words && segment.words.length > 0 ? { words: segment.words.map(toWordRecord) } : {}),
    })),
  };
  return `${JSON.stringify(exported, null, 2)}\n`;
}
