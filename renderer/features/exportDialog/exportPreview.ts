import {
  DEVICE_NAME,
  type ExportChoice,
  type ExportFormat,
  NOT_IN_FILE_NAMES,
} from '../../../worker/contract/index.ts';

export type SwitchedOption = 'speakers' | 'timestamps' | 'words';
export type LimitOption = 'maxLineLength' | 'maxLinesPerCue' | 'maxCharactersPerSecond';

export interface FormatOptions {
  readonly switches: readonly SwitchedOption[];
  readonly limits: readonly LimitOption[];
}

/** Enough to judge a format; a preview of ten hours would stop the page. */
const PREVIEW_LINES = 400;
/** File systems stop at 255 bytes; this leaves room for a number, an extension and the marks of a copy. */
const MAX_NAME_BYTES = 180;
const OUTER_DOTS = /^[. ]+|[. ]+$/g;

const DOCUMENT: FormatOptions = { switches: ['speakers', 'timestamps'], limits: [] };
const CAPTIONS: FormatOptions = {
  switches: ['speakers'],
  limits: ['maxLineLength', 'maxLinesPerCue', 'maxCharactersPerSecond'],
};
const TABLE: FormatOptions = { switches: [], limits: [] };

/** The options that change anything in a format. */
export const FORMAT_OPTIONS: Readonly<Record<ExportChoice, FormatOptions>> = {
  txt: DOCUMENT,
  md: DOCUMENT,
  docx: DOCUMENT,
  html: DOCUMENT,
  pdf: DOCUMENT,
  srt: CAPTIONS,
  vtt: CAPTIONS,
  json: { switches: ['words'], limits: [] },
  csv: TABLE,
  tsv: TABLE,
};

/** What is shown of a choice before it is saved: documents as the page they become, everything else as its text. */
export function getPreviewFormat(choice: ExportChoice): ExportFormat {
  return choice === 'docx' || choice === 'pdf' ? 'html' : choice;
}

/** The first lines of a text, and how many follow. */
export function cutPreview(text: string): { readonly text: string; readonly hiddenLines: number } {
  const lines = text.trimEnd().split('\n');
  return {
    text: lines.slice(0, PREVIEW_LINES).join('\n'),
    hiddenLines: Math.max(0, lines.length - PREVIEW_LINES),
  };
}

/** Names for files, from the titles of meetings, that every system accepts; no two are the same to any of them. */
export function createExportNames(titles: readonly string[], choice: ExportChoice): readonly string[] {
  const taken = new Set<string>();
  return titles.map((title) => {
    const stem = createStem(title);
    let name = stem;
    for (let number = 2; taken.has(fold(name)); number++) name = `${stem} (${number})`;
    taken.add(fold(name));
    return `${name}.${choice}`;
  });
}

function createStem(title: string): string {
  let stem = title.replace(NOT_IN_FILE_NAMES, ' ').replace(/\s+/g, ' ').replace(OUTER_DOTS, '');
  while (new TextEncoder().encode(stem).length > MAX_NAME_BYTES) {
    stem = [...stem].slice(0, -1).join('').replace(OUTER_DOTS, '');
  }
  return stem === '' || DEVICE_NAME.test(stem) ? 'transcript' : stem;
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
