import { type ExportOptions, formatTimecode } from '../contract/index.ts';
import { createCues } from './cues.ts';
import type { ExportDocument } from './exportDocument.ts';

/** WebVTT captions (W3C). Speakers are voice spans, which players may style and do not count as text. */
export function renderVtt(document: ExportDocument, options: ExportOptions): string {
  const cues = createCues(document, { ...options, speakerPrefix: 'none' }).map(
    ({ start, end, speaker, lines }) => {
      const times = `${formatTimecode(start, 'vtt')} --> ${formatTimecode(end, 'vtt')}`;
      const voice = speaker === null ? '' : `<v ${escapeVtt(speaker)}>`;
      return `${times}\n${voice}${lines.map(escapeVtt).join('\n')}\n`;
    },
  );
  return ['WEBVTT\n', ...cues].join('\n');
}

/** The escapes of cue text; with `>` escaped no text can hold the arrow of a time line. */
function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
