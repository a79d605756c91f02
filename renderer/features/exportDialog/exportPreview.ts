import type { ExportFormat } from '../../../worker/contract/index.ts';

export type SwitchedOption = 'speakers' | 'timestamps' | 'words';

/** Enough to judge a format; a preview of ten hours would stop the page. */
const PREVIEW_LINES = 400;
/** Refused in names on at least one of the systems a file may be copied to, or invisible there. */
const FORBIDDEN = /[\p{Cc}<>:"/\\|?*\s]+/gu;
const MAX_NAME_LENGTH = 120;

/** The options that change anything in a format. */
export function getFormatOptions(format: ExportFormat): readonly SwitchedOption[] {
  switch (format) {
    case 'txt':
    case 'md':
      return ['speakers', 'timestamps'];
    case 'srt':
    case 'vtt':
      return ['speakers'];
    case 'json':
      return ['words'];
    case 'csv':
    case 'tsv':
      return [];
  }
}

/** The first lines of a text, and how many follow. */
export function cutPreview(text: string): { readonly text: string; readonly hiddenLines: number } {
  const lines = text.trimEnd().split('\n');
  return {
    text: lines.slice(0, PREVIEW_LINES).join('\n'),
    hiddenLines: Math.max(0, lines.length - PREVIEW_LINES),
  };
}

/** A name for the file, from the title of the meeting, that every system accepts. */
export function createExportName(title: string, format: ExportFormat): string {
  const name = title
    .replace(FORBIDDEN, ' ')
    .trim()
    .slice(0, MAX_NAME_LENGTH)
    .replace(/[. ]+$/, '');
  return `${name === '' ? 'transcript' : name}.${format}`;
}
