import type { Segment } from '../contract/index.ts';
import type { ExportDocument } from './exportDocument.ts';
import { createSpeakerNames } from './speakerNames.ts';
import { toOneLine } from './toOneLine.ts';

export interface Paragraph {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly speaker: string | null;
  readonly text: string;
}

/** A longer pause starts a new paragraph: chosen here, as people read it as a change of subject. */
const PARAGRAPH_PAUSE_SECONDS = 2;
/** At the next end of a sentence after this many characters, about ten lines on a page: chosen here. */
const PARAGRAPH_CHARACTERS = 700;
const SENTENCE_END = /[.!?…。！？]["'’”»)\]]*$/u;

/** Running text: segments of one speaker joined until a long pause, or an end of a sentence after about ten lines. */
export function createParagraphs(document: ExportDocument, { speakers }: { speakers: boolean }): Paragraph[] {
  const getName = createSpeakerNames(document, speakers);
  const paragraphs: Paragraph[] = [];
  for (const segment of document.segments) {
    const next = toParagraph(segment, getName(segment));
    const last = paragraphs.at(-1);
    if (last !== undefined && continues(last, next)) {
      const end = Math.max(last.end, next.end);
      paragraphs[paragraphs.length - 1] = { ...last, end, text: `${last.text} ${next.text}` };
    } else {
      paragraphs.push(next);
    }
  }
  return paragraphs;
}

function toParagraph(segment: Segment, speaker: string | null): Paragraph {
  return { start: segment.start, end: segment.end, speaker, text: toOneLine(segment.text) };
}

function continues(last: Paragraph, next: Paragraph): boolean {
  const isLongEnough = last.text.length >= PARAGRAPH_CHARACTERS && SENTENCE_END.test(last.text);
  return last.speaker === next.speaker && next.start - last.end < PARAGRAPH_PAUSE_SECONDS && !isLongEnough;
}
