import type { Segment, StoredSegment, Word } from '../../contract/index.ts';
import { alignWords } from './alignWords.ts';
import { spreadWords } from './spreadWords.ts';
import { toAtoms } from './atoms.ts';

/** The segment with another text, whose words are aligned with those it had; null where nothing becomes different. */
export function setSegmentText(segment: StoredSegment, text: string): StoredSegment | null {
  const written = leadOf(segment.text) + toOneLine(text);
  if (written === segment.text) return null;
  const words = segment.words.length === 0 ? [] : alignWords(segment.words, written, segment);
  return { ...segment, text: written, words, edited: true };
}

/** Cuts a segment in two. The texts are what it is to say before and after the cut; neither is blank. */
export function splitSegment(
  segment: StoredSegment,
  before: string,
  after: string,
): readonly [StoredSegment, StoredSegment] {
  const lead = leadOf(segment.text);
  const first = lead + toOneLine(before);
  const isCutInWord = /\S$/.test(before) && /^\S/.test(after);
  const second = (isCutInWord ? '' : ' ') + toOneLine(after);
  const whole = setSegmentText(segment, first + second) ?? segment;
  const secondText = lead + second.trimStart();

  if (whole.words.length === 0) {
    const share = first.length / (first.length + second.length);
    const cut = segment.start + (segment.end - segment.start) * share;
    return [
      { ...whole, text: first, end: cut },
      { ...whole, text: secondText, start: cut },
    ];
  }
  const { left, right } = cutWords(whole.words, first.length);
  const [opening, ...others] = right;
  const rightWords =
    opening === undefined ? [] : [{ ...opening, text: lead + opening.text.trimStart() }, ...others];
  return [
    { ...whole, text: first, end: left.at(-1)?.end ?? segment.start, words: left },
    { ...whole, text: secondText, start: opening?.start ?? segment.end, words: rightWords },
  ];
}

/** Makes one segment of two. What describes the decoding of both is given for the whole, as the worse of the two. */
export function mergeSegments(first: StoredSegment, second: StoredSegment): StoredSegment {
  const glue =
    /\s$/.test(first.text) || /^\s/.test(second.text) || isUnspaced(first.text, second.text) ? '' : ' ';
  const secondText = glue + second.text;
  const hasWords = first.words.length > 0 || second.words.length > 0;
  const firstWords = hasWords ? wordsOf(first, first.text) : [];
  const [opening, ...others] = hasWords ? wordsOf(second, secondText) : [];
  const secondWords =
    opening === undefined ? [] : [{ ...opening, text: toSpaced(opening.text, secondText) }, ...others];
  return {
    ...first,
    start: Math.min(first.start, second.start),
    end: Math.max(first.end, second.end),
    text: first.text + secondText,
    channel: first.channel === second.channel ? first.channel : null,
    avgLogprob: Math.min(first.avgLogprob, second.avgLogprob),
    noSpeechProb: Math.max(first.noSpeechProb, second.noSpeechProb),
    compressionRatio: Math.max(first.compressionRatio, second.compressionRatio),
    temperature: Math.max(first.temperature, second.temperature),
    words: [...firstWords, ...secondWords],
    edited: true,
  };
}

/** White space at the beginning: models put a space there, and texts are joined with it. */
function leadOf(text: string): string {
  return /^\s*/.exec(text)?.[0] ?? '';
}

function toOneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function wordsOf(segment: Segment, text: string): readonly Word[] {
  if (segment.words.length > 0) return segment.words;
  const texts = toAtoms(text).map((atom) => atom.text);
  return spreadWords(texts, segment.start, segment.end);
}

function toSpaced(word: string, text: string): string {
  return leadOf(text) + word.trimStart();
}

/** True where the two are written without a space between words, such as Japanese. */
function isUnspaced(first: string, second: string): boolean {
  const [last = ''] = [...first].slice(-1);
  const [opening = ''] = second;
  return toAtoms(last + opening).length > 1;
}

/** Words that end within so many letters, and the rest; a word on both sides becomes two, which share its time. */
function cutWords(
  words: readonly Word[],
  letters: number,
): { readonly left: readonly Word[]; readonly right: readonly Word[] } {
  const left: Word[] = [];
  const right: Word[] = [];
  let passed = 0;
  for (const word of words) {
    const from = passed;
    passed += word.text.length;
    if (passed <= letters) {
      left.push(word);
    } else if (from >= letters) {
      right.push(word);
    } else {
      const cut = letters - from;
      const parts = spreadWords([word.text.slice(0, cut), word.text.slice(cut)], word.start, word.end);
      left.push(...parts.slice(0, 1));
      right.push(...parts.slice(1));
    }
  }
  return { left, right };
}
