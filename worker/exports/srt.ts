import { type ExportOptions, formatTimecode } from '../contract/index.ts';
import { createCues } from './cues.ts';
import type { ExportDocument } from './exportDocument.ts';

/**
 * SubRip captions. The format has no escapes: an arrow of a time line in the text is written as a real arrow, and
 * tags such as `<i>` are left to the player.
 */
export function renderSrt(document: ExportDocument, options: ExportOptions): string {
  return createCues(document, { ...options, speakerPrefix: 'text' })
    .map(({ start, end, lines }, index) => {
      const times = `${formatTimecode(start, 'srt')} --> ${formatTimecode(end, 'srt')}`;
      return `${index + 1}\n${times}\n${lines.join('\n').replaceAll('-->', '→')}\n`;
    })
    .join('\n');
}
