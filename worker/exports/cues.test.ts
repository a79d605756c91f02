import { describe, expect, it } from 'vitest';
import { DEFAULT_EXPORT_OPTIONS, parseTimecode, type Segment } from '../contract/index.ts';
import { createRandom } from '../lib/testRandom.ts';
import { type Cue, createCues } from './cues.ts';
import type { ExportDocument } from './exportDocument.ts';
import { renderSrt } from './srt.ts';
import { createTestSegment, createTestWords, MEETING_DOCUMENT } from './testDocuments.ts';
import { renderVtt } from './vtt.ts';

const OPTIONS = { ...DEFAULT_EXPORT_OPTIONS, speakerPrefix: 'none' } as const;
const MAX_CHARACTERS_PER_SECOND = 20;

function withSegments(segments: readonly Segment[]): ExportDocument {
  return { ...MEETING_DOCUMENT, segments };
}

/**
 * A transcript of random words, some longer than a line. `pace` is seconds per character at least; times of words
 * jitter, segments follow each other with and without pauses.
 */
function createRandomDocument(seed: number, secondsPerCharacter: number): ExportDocument {
  const random = createRandom(seed);
  const segments: Segment[] = [];
  let now = random() * 3;
  for (let count = 0; count < 30; count++) {
    const words = Array.from({ length: 1 + Math.floor(random() * 40) }, () => {
      const length = random() < 0.01 ? 50 : 1 + Math.floor(random() * 11);
      const text = ` ${'abcdefghijklm'.repeat(4).slice(0, length)}${random() < 0.15 ? '.' : random() < 0.15 ? ',' : ''}`;
      const start = now;
      now += text.length * secondsPerCharacter * (1 + random() * random() * 3) + 0.001;
      return {
        start,
        end: start + (now - start) * (0.3 + 0.7 * random()),
        text,
        probability: 1,
        approximate: false,
      };
    });
    const text = words.map((word) => word.text).join('');
    const speaker = random() < 0.5 ? 'SPEAKER_00' : 'SPEAKER_01';
    const keepsWords = random() < 0.8;
    segments.push(
      createTestSegment({
        start: words[0]?.start ?? 0,
        end: now,
        text,
        speaker,
        words: keepsWords ? words : [],
      }),
    );
    if (random() < 0.3) now += random() * 4;
  }
  return withSegments(segments);
}

function countCharacters(cue: Cue): number {
  return cue.lines.join(' ').length;
}

function isTooFast(cue: Cue): boolean {
  return countCharacters(cue) > MAX_CHARACTERS_PER_SECOND * (Math.round((cue.end - cue.start) * 1000) / 1000);
}

describe('createCues', () => {
  it('keeps within lines, in order, without overlap and with every word, whatever the transcript', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const document = createRandomDocument(seed, seed % 2 === 0 ? 0.02 : 0.06);
      const cues = createCues(document, OPTIONS);
      expect(cues.flatMap((cue) => cue.lines.join(' ').split(' '))).toEqual(
        document.segments.flatMap((segment) => segment.text.trim().split(' ')),
      );
      for (const [index, cue] of cues.entries()) {
        expect(cue.lines.length).toBeLessThanOrEqual(2);
        for (const line of cue.lines) expect(line.length <= 42 || !line.includes(' ')).toBe(true);
        expect(cue.end).toBeGreaterThan(cue.start);
        expect(cue.end).toBeLessThanOrEqual(cues[index + 1]?.start ?? Infinity);
      }
    }
  });

  it('is never too fast to read where every word leaves the time to read it', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const cues = createCues(createRandomDocument(seed, 0.0502), OPTIONS);
      expect(cues.filter(isTooFast)).toEqual([]);
    }
  });

  it('leaves a cue that is too fast on the screen until the next begins', () => {
    const cues = createCues(createRandomDocument(5, 0.02), OPTIONS);
    const tooFast = cues.flatMap((cue, index) => (isTooFast(cue) ? [index] : []));
    expect(tooFast.length).toBeGreaterThan(5);
    for (const index of tooFast) expect(cues[index]?.end).toBe(cues[index + 1]?.start);
  });

  it('joins a hurried segment with the slow one after it, so that both can be read', () => {
    const hurried = 'Yes of course we can.';
    const slow = 'Next is the garden.';
    const cues = createCues(
      withSegments([
        createTestSegment({ start: 0, end: 0.5, text: hurried, words: createTestWords(hurried, 0, 0.1) }),
        createTestSegment({ start: 0.5, end: 3.7, text: slow, words: createTestWords(slow, 0.5, 0.8) }),
      ]),
      OPTIONS,
    );
    expect(cues).toEqual([
      { start: 0, end: 3.7, speaker: null, lines: ['Yes of course we can. Next is the garden.'] },
    ]);
  });

  it('breaks at clauses and balances lines', () => {
    const text =
      'When the weather is fine we walk along the river, but when it rains everybody stays at home and reads.';
    const words = createTestWords(text, 0, 0.4);
    expect(createCues(withSegments([createTestSegment({ start: 0, end: 8, text, words })]), OPTIONS)).toEqual(
      [
        {
          start: 0,
          end: 4,
          speaker: null,
          lines: ['When the weather is fine', 'we walk along the river,'],
        },
        {
          start: 4,
          end: 8,
          speaker: null,
          lines: ['but when it rains everybody', 'stays at home and reads.'],
        },
      ],
    );
  });

  it('gives a word that is longer than a line one of its own', () => {
    const text = `see ${'x'.repeat(60)} there`;
    const cues = createCues(withSegments([createTestSegment({ start: 0, end: 9, text })]), OPTIONS);
    expect(cues.map((cue) => cue.lines)).toEqual([['see', 'x'.repeat(60)], ['there']]);
  });

  it('shares out the time of a segment by characters where it has no words or its text was edited', () => {
    const stale = createTestWords('something else entirely', 10, 1);
    const text = `${'a'.repeat(39)}. ${'b'.repeat(39)}. ${'c'.repeat(39)}.`;
    const cues = createCues(
      withSegments([createTestSegment({ start: 10, end: 22.2, text, words: stale })]),
      OPTIONS,
    );
    expect(cues.map(({ start, end }) => [start, end])).toEqual([
      [10, 14],
      [14, 18.1],
      [18.1, 22.2],
    ]);
  });

  it('splits languages without spaces between their words', () => {
    const text =
      '今日は天気がいいので、みんなで公園に行きましょう。そのあと、図書館で本を借りて、家に帰ります。';
    const cues = createCues(withSegments([createTestSegment({ start: 0, end: 12, text, language: 'ja' })]), {
      ...OPTIONS,
      maxLineLength: 16,
    });
    expect(cues.map((cue) => cue.lines)).toEqual([
      ['今日は天気がいいので、', 'みんなで公園に行きましょう。'],
      ['そのあと、図書館で本を借りて、', '家に帰ります。'],
    ]);
  });

  it('keeps the two sides of a call apart although they talk at the same time', () => {
    const cues = createCues(
      withSegments([
        createTestSegment({ start: 0, end: 4, text: 'The left side talks.', channel: 0 }),
        createTestSegment({ start: 1, end: 3, text: 'The right side too.', channel: 1 }),
      ]),
      OPTIONS,
    );
    expect(cues).toEqual([
      { start: 0, end: 4, speaker: null, lines: ['The left side talks.'] },
      { start: 1, end: 3, speaker: null, lines: ['The right side too.'] },
    ]);
  });

  it('names who speaks wherever somebody else did before, on whichever side of a call', () => {
    const left = { channel: 0, speaker: 'SPEAKER_00' };
    const right = { channel: 1, speaker: 'SPEAKER_01' };
    const cues = createCues(
      {
        ...withSegments([
          createTestSegment({ ...left, start: 0, end: 2, text: 'Good morning.' }),
          createTestSegment({ ...right, start: 2, end: 3, text: 'Hello.' }),
          createTestSegment({ ...left, start: 3, end: 5, text: 'How are you?' }),
          createTestSegment({
            ...right,
            start: 5,
            end: 15,
            text: 'Very well, although it has been raining for a week. We would like to talk about the budget of next year.',
          }),
          createTestSegment({ ...left, start: 7, end: 8, text: 'I see.' }),
        ]),
        speakers: [
          { label: 'SPEAKER_00', name: 'Anna' },
          { label: 'SPEAKER_01', name: 'Ben' },
        ],
      },
      { ...OPTIONS, speakerPrefix: 'text' },
    );
    expect(cues.map(({ lines }) => lines.join(' '))).toEqual([
      'Anna: Good morning.',
      'Ben: Hello.',
      'Anna: How are you?',
      'Ben: Very well, although it has been raining for a week.',
      'Anna: I see.',
      'Ben: We would like to talk about the budget of next year.',
    ]);
  });
});

/** Time lines and texts of captions, read as a player does: blocks between empty lines. */
function readBlocks(captions: string): { start: number | null; end: number | null; text: string }[] {
  return captions
    .trimEnd()
    .split('\n\n')
    .map((block) => block.split('\n'))
    .filter((lines) => lines[0] !== 'WEBVTT')
    .map((lines) => {
      const timeLine = lines.findIndex((line) => line.includes('-->'));
      const [start = '', end = ''] = (lines[timeLine] ?? '').split(' --> ');
      const text = lines.slice(timeLine + 1).join(' ');
      return { start: parseTimecode(start), end: parseTimecode(end), text };
    });
}

describe('caption files', () => {
  const document = createRandomDocument(3, 0.05);
  const expected = createCues(document, { ...OPTIONS, speakers: false }).map(({ start, end, lines }) => ({
    start,
    end,
    text: lines.join(' '),
  }));

  it('reads back from srt', () => {
    expect(readBlocks(renderSrt(document, { ...DEFAULT_EXPORT_OPTIONS, speakers: false }))).toEqual(expected);
  });

  it('reads back from vtt', () => {
    expect(readBlocks(renderVtt(document, { ...DEFAULT_EXPORT_OPTIONS, speakers: false }))).toEqual(expected);
  });
});
